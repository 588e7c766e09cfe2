#!/usr/bin/env bash
# What sql/README.ko.md shows, works: its blocks are run as those of README.md are, from the CSV file in CP949 to the report.
exec bash "$(dirname "${BASH_SOURCE[0]}")/readme_test.sh" sql/README.ko.md

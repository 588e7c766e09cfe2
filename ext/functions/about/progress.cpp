// Whether long analyses say how far they have come: cl_progress.
#include "functions/shared/families.hpp"
#include "sqlite/connection/progress_report.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"show", "integer", "1 to show, 0 not to show", {}, true},
};

constexpr Declaration kProgress{
    .name = "cl_progress",
    .kind = FunctionKind::scalar,
    .family = "About",
    .summary = "Shows on stderr how far a long analysis has come; without an argument, says whether it does.",
    .summary_ko =
        "오래 걸리는 분석의 진행률과 남은 시간을 표준 오류에 표시하게 하며, 인수가 없으면 현재 설정을 알려 "
        "준다.",
    .arguments = kArguments,
    .result =
        "1 when the functions of this connection show their progress from now on, else 0; at "
        "the "
        "start, 0",
    .use =
        "After one second, and then each second, a line on stderr: the percent of the step under way and the "
        "seconds it will still take (cl_ripley_k: 45 %, 3 s left), or the seconds so far where nobody knows "
        "how "
        "many there will be. A collection shows the rows it has taken (cl_points: 3,000,000 rows, 2 s so "
        "far). An analysis of several steps shows them one after the other. On a terminal the "
        "line "
        "is replaced and in the end removed. Results never change.",
    .nulls = "a NULL is an error",
    .errors = "anything but 0 and 1",
    .peers = "DuckDB's progress bar, progressr in R.",
    .example = "SELECT cl_progress(1), cl_progress(), cl_progress(0)",
    .example_result = "1|1|0",
    .since = "0.2.0",
    .has_effect = true,
};

void call_progress(const Arguments& arguments, ResultSink& result, Connection& connection) {
  ProgressSetting& setting = connection.service<ProgressSetting>();
  if (arguments.size() == 1) {
    const std::optional<std::int64_t> wanted = arguments[0].integer();
    if (!wanted || (*wanted != 0 && *wanted != 1)) {
      throw Error(concat("show must be 0 or 1 (got ", arguments[0].shown(), ")"));
    }
    setting.shown = *wanted == 1;
  }
  result.integer(setting.shown ? 1 : 0);
}

}  // namespace

void register_progress(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kProgress, &call_progress});
}

}  // namespace clusterlite

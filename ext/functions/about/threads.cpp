// How many threads an analysis may use: cl_threads.
#include "functions/shared/threads.hpp"

#include "functions/shared/families.hpp"
#include "support/running/error.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr Argument kArguments[] = {
    {"threads", "integer", "how many, 1 to 1024", {}, true},
};

constexpr Declaration kThreads{
    .name = "cl_threads",
    .kind = FunctionKind::scalar,
    .family = "About",
    .summary = "How many threads the analyses of this connection use; with an argument, sets it.",
    .summary_ko = "이 연결에서 분석에 쓰는 스레드 수를 알려 주며, 인수를 주면 그 수로 정한다.",
    .arguments = kArguments,
    .result = "the number of threads from now on; at the start, that of the machine's cores",
    .nulls = "a NULL is an error",
    .errors = "a number that is not an integer from 1 to 1024",
    .peers =
        "PostgreSQL max_parallel_workers_per_gather, OMP_NUM_THREADS. Results do not depend on it: they are "
        "the same result for any number.",
    .example = "SELECT cl_threads(2), cl_threads()",
    .example_result = "2|2",
    .has_effect = true,
};

void call_threads(const Arguments& arguments, ResultSink& result, Connection& connection) {
  ThreadSetting& setting = connection.service<ThreadSetting>();
  if (arguments.size() == 1) {
    const std::optional<std::int64_t> wanted = arguments[0].integer();
    if (!wanted || *wanted < 1 || *wanted > std::int64_t{Threads::kMost}) {
      throw Error(concat("threads must be an integer from 1 to ", Threads::kMost, " (got ",
                         arguments[0].shown(), ")"));
    }
    setting.count = static_cast<unsigned>(*wanted);
  }
  result.integer(std::int64_t{setting.count});
}

}  // namespace

void register_threads(const ConnectionPtr& connection) {
  register_function(connection, ScalarFunction{&kThreads, &call_threads});
}

}  // namespace clusterlite

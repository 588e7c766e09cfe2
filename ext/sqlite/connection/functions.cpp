#include "sqlite/connection/functions.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <new>
#include <optional>
#include <string>
#include <type_traits>

#include "sqlite/connection/progress_report.hpp"
#include "sqlite/values/guard.hpp"
#include "support/text/text.hpp"

namespace clusterlite {
namespace {

constexpr int flags_of(const Declaration& declaration) {
  return SQLITE_UTF8 | (declaration.has_effect ? SQLITE_DIRECTONLY : SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS);
}

// What SQLite keeps with one registered function: the function, its connection, the number of arguments.
template <class Function>
struct Registration {
  Function function;
  ConnectionPtr connection;
  std::size_t arguments;

  static Registration& of(sqlite3_context* context) {
    return *static_cast<Registration*>(sqlite3_user_data(context));
  }
  static void destroy(void* self) { delete static_cast<Registration*>(self); }
};

template <class Function>
std::string_view name_in(sqlite3_context* context) {
  return Registration<Function>::of(context).function.declaration->name;
}

template <class Function>
Arguments arguments_in(sqlite3_context* context, int count, sqlite3_value** values) {
  return {*Registration<Function>::of(context).function.declaration,
          std::span(values, static_cast<std::size_t>(count))};
}

void call_scalar(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  guarded(context, name_in<ScalarFunction>(context), [&] {
    ResultSink result(context);
    auto& registration = Registration<ScalarFunction>::of(context);
    registration.function.call(arguments_in<ScalarFunction>(context, count, values), result,
                               *registration.connection);
  });
}

// A collector seen as an aggregate.
class CollectingAggregate : public Aggregate {
 public:
  CollectingAggregate(std::unique_ptr<Collector> collector, std::string_view name, Connection& connection)
      : interrupt_(connection.db()), collector_(std::move(collector)), connection_(connection) {
    collector_->set_cancel(interrupt_.token());
    connection.lent_data_sets().take_back();
    if (connection.service<ProgressSetting>().shown) report_.emplace(name, interrupt_.token());
  }

  void step(const Arguments& row) override {
    collector_->take(row);
    if (report_) report_->row();
    const std::size_t bytes = collector_->bytes();
    // The limit can change while a statement runs, but asking for it costs a mutex.
    if (bytes >= next_check_) {
      refuse_oversize(connection_.db(), bytes);
      next_check_ = bytes + (std::size_t{1} << 20);
    }
  }

  void finish(ResultSink& result, CancelToken& cancel) override {
    report_.reset();
    ByteBuffer blob = collector_->finish(cancel);
    refuse_oversize(connection_.db(), blob.size());
    if (blob.size() > 0) {
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun_;
      connection_.collections().made(open_blob(blob.bytes(), cancel, Origin::just_made).header.hash,
                                     taken.count());
    }
    connection_.lent_data_sets().give(result.context(), std::move(blob));
  }

 private:
  InterruptToken interrupt_;
  std::optional<ProgressReport> report_;
  std::unique_ptr<Collector> collector_;
  Connection& connection_;
  std::size_t next_check_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// Answers for rows seen as a window function: holds the calls against those of the one right frame.
class RowByRow final : public WindowAggregate {
 public:
  RowByRow(const Declaration& declaration, std::unique_ptr<RowAnswers> answers, Connection& connection)
      : declaration_(declaration), answers_(std::move(answers)), db_(connection.db()) {}

  void step(const Arguments& row) override {
    if (removed_ > 0) refuse();
    answers_->step(row);
    ++added_;
  }

  void inverse(const Arguments&) override {
    if (removed_ != answered_ || removed_ == added_) refuse();
    if (removed_++ == 0) {
      InterruptToken interrupt(db_);
      answers_->solve(interrupt.token());
    }
  }

  void value(ResultSink& result) const override {
    if (removed_ != answered_ + 1) refuse();
    answers_->answer(answered_++, result);
  }

  // The end of a partition, whose result nobody reads; or of a group, when it is called as an aggregate.
  void finish(ResultSink& result, CancelToken&) override {
    if (answered_ == 0 || answered_ != added_) refuse();
    result.null();
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error(concat(
        "it answers each row and needs this frame, without FILTER or EXCLUDE: ", signature(declaration_),
        " OVER (PARTITION BY ... ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)"));
  }

  const Declaration& declaration_;
  std::unique_ptr<RowAnswers> answers_;
  sqlite3* db_;
  std::size_t added_ = 0;
  std::size_t removed_ = 0;
  mutable std::size_t answered_ = 0;
};

std::unique_ptr<Aggregate> make_state(const Registration<AggregateFunction>& r) {
  return r.function.make(r.arguments, *r.connection);
}
std::unique_ptr<WindowAggregate> make_state(const Registration<WindowFunction>& r) {
  return r.function.make(r.arguments, *r.connection);
}
std::unique_ptr<WindowAggregate> make_state(const Registration<RowFunction>& r) {
  return std::make_unique<RowByRow>(*r.function.declaration, r.function.make(*r.connection), *r.connection);
}
std::unique_ptr<Aggregate> make_state(const Registration<CollectorFunction>& r) {
  std::array<bool, 16> present{};
  for (std::size_t i = 0; i < r.arguments; ++i) present[i] = true;
  return std::make_unique<CollectingAggregate>(
      r.function.make(std::span(present).first(r.function.declaration->arguments.size())),
      r.function.declaration->name, *r.connection);
}

template <class Function>
using State = typename decltype(make_state(std::declval<const Registration<Function>&>()))::element_type;

// SQLite's zeroed memory of a group holds one owning pointer.
template <class Function>
State<Function>& state_in(sqlite3_context* context) {
  auto** const slot =
      static_cast<State<Function>**>(sqlite3_aggregate_context(context, sizeof(State<Function>*)));
  if (slot == nullptr) throw std::bad_alloc();
  if (*slot == nullptr) *slot = make_state(Registration<Function>::of(context)).release();
  return **slot;
}

// The state becomes the caller's; null when there is none.
template <class Function>
std::unique_ptr<State<Function>> take_state(sqlite3_context* context) {
  auto** const slot = static_cast<State<Function>**>(sqlite3_aggregate_context(context, 0));
  return std::unique_ptr<State<Function>>(slot == nullptr ? nullptr : std::exchange(*slot, nullptr));
}

// Runs change(state). A state that fails is let go: an error may leave it half changed, and SQLite calls
// xFinal all the same.
template <class Function, class Change>
void change_state(sqlite3_context* context, const Change& change) noexcept {
  guarded(context, name_in<Function>(context), [&] {
    State<Function>& state = state_in<Function>(context);
    try {
      change(state);
    } catch (...) {
      take_state<Function>(context);
      throw;
    }
  });
}

template <class Function>
void step(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  change_state<Function>(
      context, [&](State<Function>& state) { state.step(arguments_in<Function>(context, count, values)); });
}

template <class Function>
void inverse(sqlite3_context* context, int count, sqlite3_value** values) noexcept {
  change_state<Function>(context, [&](State<Function>& state) {
    state.inverse(arguments_in<Function>(context, count, values));
  });
}

template <class Function>
void value(sqlite3_context* context) noexcept {
  guarded(context, name_in<Function>(context), [&] {
    ResultSink result(context);
    state_in<Function>(context).value(result);
  });
}

// Also called to clean up after an error, when the result goes nowhere.
template <class Function>
void finish(sqlite3_context* context) noexcept {
  guarded(context, name_in<Function>(context), [&] {
    std::unique_ptr<State<Function>> state = take_state<Function>(context);
    const auto& registration = Registration<Function>::of(context);
    if (!state) state = make_state(registration);  // not a single row
    ResultSink result(context);
    InterruptToken interrupt(registration.connection->db());
    state->finish(result, interrupt.token());
  });
}

// A call with a number of arguments that no declaration knows: the error shows the signatures. SQLite prefers
// the exact registrations to this one, which takes any number.
void refuse_count(sqlite3_context* context, const Declaration& declaration, Connection& connection,
                  int count) noexcept {
  guarded(context, declaration.name, [&] {
    std::string forms;
    for (const Declaration* other : connection.declarations()) {
      if (other->name == declaration.name) forms += concat(forms.empty() ? "" : " or ", signature(*other));
    }
    const std::string got = count < 0 ? std::string() : concat(" (got ", count, ")");
    throw Error(concat("wrong number of arguments", got, "; expects ", forms));
  });
}
template <class Function>
void refuse_call(sqlite3_context* context, int count, sqlite3_value**) noexcept {
  const auto& registration = Registration<Function>::of(context);
  refuse_count(context, *registration.function.declaration, *registration.connection, count);
}
template <class Function>
void refuse_final(sqlite3_context* context) noexcept {
  const auto& registration = Registration<Function>::of(context);
  refuse_count(context, *registration.function.declaration, *registration.connection, -1);
}

void check(int code, const Declaration& declaration) {
  if (code == SQLITE_NOMEM) throw std::bad_alloc();
  if (code != SQLITE_OK)
    throw Error(concat("cannot register ", declaration.name, " (SQLite error ", code, ")"));
}

// The registrations of each kind. SQLite destroys `registration` also when it refuses it.
int create(sqlite3* db, const char* name, int count, Registration<ScalarFunction>* r, bool fallback) {
  return sqlite3_create_function_v2(db, name, count, flags_of(*r->function.declaration), r,
                                    fallback ? &refuse_call<ScalarFunction> : &call_scalar, nullptr, nullptr,
                                    &Registration<ScalarFunction>::destroy);
}
template <class F>
int create(sqlite3* db, const char* name, int count, Registration<F>* r, bool fallback) {
  const int flags = flags_of(*r->function.declaration);
  const auto first = fallback ? &refuse_call<F> : &step<F>;
  const auto last = fallback ? &refuse_final<F> : &finish<F>;
  if constexpr (std::is_base_of_v<WindowAggregate, State<F>>) {
    return sqlite3_create_window_function(
        db, name, count, flags, r, first, last, fallback ? &refuse_final<F> : &value<F>,
        fallback ? &refuse_call<F> : &inverse<F>, &Registration<F>::destroy);
  } else {
    return sqlite3_create_function_v2(db, name, count, flags, r, nullptr, first, last,
                                      &Registration<F>::destroy);
  }
}

template <class Function>
void register_all_counts(const ConnectionPtr& connection, const Function& function) {
  const Declaration& declaration = *function.declaration;
  const std::string name(declaration.name);
  for (std::size_t count = declaration.required_arguments(); count <= declaration.arguments.size(); ++count) {
    check(create(connection->db(), name.c_str(), static_cast<int>(count),
                 new Registration<Function>{function, connection, count}, false),
          declaration);
  }
  // One refusal for all forms of a name: SQLite replaces no function while a statement runs, and
  // SELECT load_extension(...) is one.
  auto& known = connection->declarations();
  const bool refusal_exists = std::any_of(
      known.begin(), known.end(), [&](const Declaration* other) { return other->name == declaration.name; });
  if (!refusal_exists) {
    check(
        create(connection->db(), name.c_str(), -1, new Registration<Function>{function, connection, 0}, true),
        declaration);
  }
  known.push_back(&declaration);
}

}  // namespace

void register_function(const ConnectionPtr& connection, const ScalarFunction& function) {
  register_all_counts(connection, function);
}
void register_function(const ConnectionPtr& connection, const AggregateFunction& function) {
  register_all_counts(connection, function);
}
void register_function(const ConnectionPtr& connection, const WindowFunction& function) {
  register_all_counts(connection, function);
}
void register_function(const ConnectionPtr& connection, const RowFunction& function) {
  register_all_counts(connection, function);
}
void register_function(const ConnectionPtr& connection, const CollectorFunction& function) {
  register_all_counts(connection, function);
}

void refuse_oversize(sqlite3* db, std::size_t bytes) {
  const auto limit = static_cast<std::size_t>(sqlite3_limit(db, SQLITE_LIMIT_LENGTH, -1));
  if (bytes <= limit) return;
  throw Error(
      concat("the data set would pass the ", limit,
             " bytes that this connection allows for one BLOB; collect it in parts (GROUP BY a region or "
             "year), merge smaller data sets, or raise SQLITE_LIMIT_LENGTH (.limit length in the sqlite3 "
             "shell)"));
}

}  // namespace clusterlite

// What the extension keeps for one database connection. It lives as long as one of the registered functions
// does, and is only touched by the thread that holds the connection.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <typeindex>
#include <unordered_map>
#include <vector>

#include "sqlite/connection/collections.hpp"
#include "sqlite/connection/declaration.hpp"
#include "sqlite/connection/lent_data_sets.hpp"
#include "sqlite/values/api.hpp"
#include "support/running/cancel.hpp"

namespace clusterlite {

class VirtualTable;

class Connection {
 public:
  explicit Connection(sqlite3* db) : db_(db), lent_data_sets_(db) {}

  sqlite3* db() const { return db_; }

  // All that is registered, in the order of registration: cl_functions shows it.
  std::vector<const Declaration*>& declarations() { return declarations_; }

  // One object of a type per connection, made at its first use (a GEOS context, say).
  template <class Service>
  Service& service() {
    std::shared_ptr<void>& slot = services_[typeid(Service)];
    if (!slot) slot = std::make_shared<Service>();
    return *static_cast<Service*>(slot.get());
  }

  LentDataSets& lent_data_sets() { return lent_data_sets_; }
  Collections& collections() { return collections_; }

  // The virtual tables of this extension that SQLite holds at present, of either form.
  std::set<const VirtualTable*>& tables() { return tables_; }
  const std::set<const VirtualTable*>& tables() const { return tables_; }

  // The permanent tables that are reading their source just now ("main.it_clusters").
  std::set<std::string>& being_read() { return being_read_; }

 private:
  sqlite3* db_;
  std::vector<const Declaration*> declarations_;
  std::unordered_map<std::type_index, std::shared_ptr<void>> services_;
  LentDataSets lent_data_sets_;
  Collections collections_;
  std::set<const VirtualTable*> tables_;
  std::set<std::string> being_read_;
};

using ConnectionPtr = std::shared_ptr<Connection>;

// A cancel token that follows sqlite3_interrupt() and the progress handler of a connection.
//
// sqlite3_is_interrupted() came with 3.41 and knows nothing of progress handlers; both are reached on every
// version by running a statement. The handler is called after so many steps of the virtual machine as the
// application has laid down (the count goes on from run to run of one statement), so a poll makes many. The
// statement is prepared at the first need (an analysis of a few milliseconds never asks) and is finalised
// with this object, so that it never keeps a connection open.
class InterruptToken {
 public:
  explicit InterruptToken(sqlite3* db) : db_(db), token_(&InterruptToken::poll, this) {}
  InterruptToken(const InterruptToken&) = delete;
  InterruptToken& operator=(const InterruptToken&) = delete;
  ~InterruptToken();

  CancelToken& token() { return token_; }

 private:
  static bool poll(void* self);
  bool stopped();

  sqlite3* db_;
  CancelToken token_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace clusterlite

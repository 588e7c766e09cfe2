#include "network/graph/members.hpp"

#include "datasets/keys/key_types.hpp"

namespace clusterlite {

Members::Members(const LinksView& links, const LabelsView& labels, CancelToken& cancel) {
  const Dictionary& nodes = links.nodes();
  const Dictionary& ids = labels.ids();
  refuse_firms_of_two_types(nodes, "the links", ids, "the labels", cancel);
  starts_.reserve(nodes.size() + 1);
  labels_.reserve(labels.size());
  std::uint32_t id = 0;
  std::size_t membership = 0;
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {  // both in the order of keys
    cancel.check();
    starts_.push_back(static_cast<std::uint32_t>(labels_.size()));
    for (; id < ids.size() && compare(ids[id], nodes[node]) < 0; ++id) cancel.check();
    if (id == ids.size() || !(ids[id] == nodes[node])) continue;
    for (; membership < labels.size() && labels.id(membership) < id; ++membership) cancel.check();
    for (; membership < labels.size() && labels.id(membership) == id; ++membership) {
      cancel.check();
      labels_.push_back(labels.label(membership));
    }
  }
  starts_.push_back(static_cast<std::uint32_t>(labels_.size()));
}

RawVector<std::uint8_t> known_nodes(const LinksView& links, const LabelsView& labels, CancelToken& cancel) {
  const Dictionary& nodes = links.nodes();
  const Dictionary& ids = labels.ids();
  refuse_firms_of_two_types(nodes, "the links", ids, "the labels", cancel);
  RawVector<std::uint8_t> known(nodes.size());
  std::uint32_t id = 0;
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {  // both in the order of keys
    cancel.check();
    for (; id < ids.size() && compare(ids[id], nodes[node]) < 0; ++id) cancel.check();
    known[node] = id < ids.size() && ids[id] == nodes[node] ? 1 : 0;
  }
  return known;
}

}  // namespace clusterlite

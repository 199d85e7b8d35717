// domain/compose_privileges.hpp — what the resolved model gives a service beyond an ordinary container.
#pragma once

#include "domain/compose_model.hpp"

#include <vector>

namespace boost::json {
class object;
}

namespace furtka {

/// Of one service of a document of `config --format json`. No form of a value is passed over: what is not a text is written
/// as one. Ordered, each once.
std::vector<Privilege> read_privileges(const boost::json::object& service, const boost::json::object& document);

} // namespace furtka

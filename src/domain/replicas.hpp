// domain/replicas.hpp — which of an app's containers stand for its services.
#pragma once

#include "domain/container.hpp"

#include <string_view>
#include <vector>

namespace furtka {

/// The replicas of a service, lowest number first, one container for each number; one-off containers are left out. Of two
/// with the same number the one that runs is taken, then the one that is no leftover of an interrupted recreate, then the
/// younger. The pointers are into `containers`.
std::vector<const Container*> replicas_of(const std::vector<Container>& containers, std::string_view service);

/// Made by Compose for a service and named `<12 hex>_<name>`: the middle of a recreate, seen on Compose 2.26 and 2.40.
bool has_recreate_name(const Container& container);

} // namespace furtka

// domain/import/secret_owner.hpp — whose a secret is: what services of the app tell each other can be made anew, what
// somebody else gave out cannot.
#pragma once

#include "domain/import/draft.hpp"

#include <set>
#include <string>
#include <string_view>

namespace furtka::imports {

enum class Shared {
    no,
    as_a_secret, ///< its services tell each other
    as_a_name, ///< it is a user's name elsewhere: not secret
};

/// Looks at the author's file, of which nothing is replaced yet.
class SecretOwner {
public:
    /// `names`: of services, containers and hosts. Both outlive it.
    SecretOwner(const Draft& draft, const std::set<std::string>& names) : draft_(draft), names_(names) { }

    /// ORIGIN_PASSWORD beside `ORIGIN_URL=https://192.168.1.2`: what another machine knows cannot be made here.
    bool is_of_another_machine(const std::string& service, std::string_view key, const std::string& literal) const;

    /// A key that others give out by its name may be one that the app's own services share: for its storage or its search.
    Shared shared_inside(const std::string& service, const std::string& key, const std::string& literal) const;

private:
    bool is_far(std::string_view address) const;
    bool is_told_to_others(const std::string& service, const std::string& literal) const;

    const Draft& draft_;
    const std::set<std::string>& names_;
};

} // namespace furtka::imports

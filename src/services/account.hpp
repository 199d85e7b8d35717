// services/account.hpp — what users change of their own login. Each change ends their other sessions and gives a new one.
#pragma once

#include "services/log_in.hpp"

#include <map>
#include <string>
#include <vector>

namespace furtka {

/// A second factor that is offered and not yet in force.
struct OfferedFactor {
    std::string secret; ///< base32, for typing
    std::string uri; ///< for a QR code
};

struct FactorSet {
    std::vector<std::string> recovery_codes; ///< shown once
    std::string session; ///< the new session's secret
};

class Account {
public:
    Account(AccessPorts ports, AccessBook& book, LogIn& login) : ports_(ports), book_(book), login_(login) { }

    /// The new session's secret. Errors of LogIn::confirm and of the password's rules.
    Task<Result<std::string>> change_password(Caller caller, std::string old_one, std::string new_one, Origin origin);

    /// For ten minutes. conflict `second_factor_on`; errors of LogIn::confirm.
    Task<Result<OfferedFactor>> offer_factor(Caller caller, std::string password, std::string host, Origin origin);
    /// denied `second_factor_wrong`; conflict `second_factor_not_offered`.
    Task<Result<FactorSet>> confirm_factor(Caller caller, std::string code, Origin origin);
    /// New recovery codes; the old ones are void. conflict `second_factor_off`; errors of LogIn::confirm.
    Task<Result<std::vector<std::string>>> new_recovery_codes(Caller caller, std::string password, Origin origin);
    /// The new session's secret.
    Task<Result<std::string>> drop_factor(Caller caller, std::string password, Origin origin);

private:
    struct Offered {
        std::string secret;
        WallTime until{};
    };

    Result<User> user_of(const Caller& caller) const;
    Task<Result<std::string>> fresh_session(std::string user, Origin origin);
    std::vector<std::string> make_codes(SecondFactor& second) const;

    AccessPorts ports_;
    AccessBook& book_;
    LogIn& login_;
    std::map<std::string, Offered> offered_; ///< by user
};

} // namespace furtka

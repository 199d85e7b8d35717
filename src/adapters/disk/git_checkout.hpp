// adapters/disk/git_checkout.hpp — what a checkout says of itself: address, commit, licence. Git is not run.
#pragma once

#include <filesystem>
#include <string>

namespace furtka {

struct GitCheckout {
    std::filesystem::path top; ///< empty: the folder is in no checkout
    std::string repository; ///< the address of `origin`, without a user or password
    std::string commit;
};

/// Looks at the folder and at most four above it.
GitCheckout git_checkout(const std::filesystem::path& folder);

} // namespace furtka

#include "async/cancellation.hpp"

namespace furtka {

Task<void> point_of_no_return() { co_await forget_cancellation(); }

Error error_of(const std::exception& exception)
{
    const auto* system = dynamic_cast<const boost::system::system_error*>(&exception);
    if (system != nullptr && system->code() == boost::asio::error::operation_aborted) {
        return {.kind = ErrorKind::cancelled, .key = "cancelled", .message = "it was cancelled", .hint = ""};
    }
    // what() of Boost's system_error ends with template names of the failing operation; the code's message is for people.
    return {.kind = ErrorKind::internal,
        .key = "internal",
        .message = system != nullptr ? system->code().message() : exception.what(),
        .hint = "this is a bug: please report it with the daemon's log"};
}

} // namespace furtka

// adapters/net/linux_names.hpp — the port MachineNames: the kernel's host name and addresses, and its word when they change.
#pragma once

#include "base/owned_fd.hpp"
#include "ports/certificates.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <string_view>

namespace furtka {

class LinuxNames final : public MachineNames {
public:
    explicit LinuxNames(boost::asio::any_io_executor executor);

    ServerNames now() override;
    Task<void> changed() override;

private:
    boost::asio::any_io_executor executor_;
    std::unique_ptr<boost::asio::posix::stream_descriptor> news_; // from the first call of `changed` on
};

/// A bridge or a cable of an engine or a hypervisor: its addresses come and go with every app, and nobody asks there.
bool is_of_containers(std::string_view interface);

} // namespace furtka

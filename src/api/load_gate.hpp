// api/load_gate.hpp — requests that come before the app folders are read wait for them.
#pragma once

#include "async/notice.hpp"
#include "async/task.hpp"

namespace furtka::api {

class LoadGate {
public:
    explicit LoadGate(const boost::asio::any_io_executor& executor) : opened_(executor) { }

    bool is_open() const { return open_; }
    void open()
    {
        open_ = true;
        opened_.notify();
    }
    Task<void> wait()
    {
        while (!open_) co_await opened_.wait();
    }

private:
    bool open_ = false;
    Notice opened_;
};

} // namespace furtka::api

// api/terminal_messages.hpp — the text messages of a terminal's WebSocket; its bytes are binary messages.
#pragma once

#include "base/result.hpp"
#include "services/terminals.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace furtka::api {

/// `{"type":"started","service":"web","container":"blog-web-1","shell":"/bin/sh"}`
std::string terminal_started_json(const TerminalPlace& place, std::string_view shell);
/// `{"type":"exit","reason":"process","code":0}`
std::string terminal_exit_json(const TerminalEnd& end);
/// `{"type":"error","key":"no_shell","detail":"…","hint":"…"}`
std::string terminal_error_json(const Error& error);

inline constexpr int largest_terminal_side = 1000;

/// What the other end wants.
struct TerminalControl {
    std::optional<TerminalSize> size; ///< `{"type":"resize","cols":80,"rows":24}`
    std::optional<bool> paused; ///< `{"type":"pause"}`, `{"type":"resume"}`: it has more output than it can show
};
/// invalid `control_message`
Result<TerminalControl> read_terminal_control(std::string_view text);

} // namespace furtka::api

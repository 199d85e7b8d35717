#include "domain/exit_words.hpp"

namespace furtka {

std::string_view exit_words(int code)
{
    switch (code) {
    case 126: return "its command may not be run";
    case 127: return "its command was not found";
    case 128: return "the engine could not start it";
    case 132: return "it used an instruction that this processor does not have";
    case 134: return "it gave up by itself (abort)";
    case 135: return "it crashed (bus error)";
    case 136: return "it crashed (arithmetic error)";
    case 137: return "it was killed";
    case 139: return "it crashed (memory fault)";
    case 143: return "it was told to end";
    default: return {};
    }
}

} // namespace furtka

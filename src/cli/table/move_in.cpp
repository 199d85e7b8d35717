#include "cli/table/groups.hpp"
#include "cli/table/shared.hpp"

#include <array>

namespace furtka::cli {
namespace {

constexpr std::array move_in_offer{ArgumentInfo{.name = "ID", .offers = Offers::move_ins}};
constexpr OptionInfo move_in_name{
    .name = "--name", .value = "NAME", .help = "the app's name; one is made of the project's if none is given"};
constexpr std::array move_in_show_options{move_in_name, json_option};
constexpr std::array move_in_take_options{move_in_name, accept_option, accept_all_option, json_option};

constexpr std::array move_in_list_examples{
    Example{"furtka move-in list", "of Compose, CasaOS, Umbrel, Runtipi, Portainer, Dockge"}};
constexpr std::array move_in_show_examples{Example{"furtka move-in show casaos-jellyfin", "and what stands in the way"}};
constexpr std::array move_in_take_examples{Example{"furtka move-in take casaos-jellyfin", "with its data and its images"},
    Example{"furtka move-in take compose-blog --name journal", "under another name"}};
constexpr std::array move_in_undo_examples{Example{"furtka move-in undo jellyfin-app", "its old containers run again"}};
constexpr std::array move_in_confirm_examples{Example{"furtka move-in confirm jellyfin-app", "its old containers go"}};

constexpr std::array move_in_table{
    CommandInfo{.command = Command::move_in_list,
        .words = "move-in list",
        .summary = "what other programs run here, and whether it can be taken over",
        .details = "Compose projects on the engine, and app folders of CasaOS, Umbrel, Runtipi,\n"
                   "Portainer and Dockge on this disk.",
        .arguments = {},
        .options = only_json,
        .examples = move_in_list_examples},
    CommandInfo{.command = Command::move_in_show,
        .words = "move-in show",
        .summary = "what taking one over means; changes nothing",
        .details = "",
        .arguments = move_in_offer,
        .options = move_in_show_options,
        .examples = move_in_show_examples},
    CommandInfo{.command = Command::move_in_take,
        .words = "move-in take",
        .summary = "make an app of it, with its data and without a download",
        .details = "Its old containers are stopped and kept. Until you confirm, everything can be\n"
                   "put back as it was; when it does not run well, that happens by itself.",
        .arguments = move_in_offer,
        .options = move_in_take_options,
        .examples = move_in_take_examples},
    CommandInfo{.command = Command::move_in_undo,
        .words = "move-in undo",
        .summary = "put an app that was taken over back as it was",
        .details = "The app goes, its old containers run as they did. No volume is deleted.",
        .arguments = installed_app,
        .options = only_json,
        .examples = move_in_undo_examples},
    CommandInfo{.command = Command::move_in_confirm,
        .words = "move-in confirm",
        .summary = "keep an app that was taken over",
        .details = "Its old containers are removed, and nothing else: no volume, no image and no\n"
                   "file of the other program.",
        .arguments = installed_app,
        .options = only_json,
        .examples = move_in_confirm_examples},
};

} // namespace

std::span<const CommandInfo> move_in_commands() { return move_in_table; }

} // namespace furtka::cli

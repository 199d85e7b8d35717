// domain/import/definition.hpp — one app of a foreign store, described in a way that all formats share.
#pragma once

#include "domain/import/tree.hpp"
#include "domain/settings.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace furtka::imports {

enum class Format { casaos, runtipi, portainer, dokploy, coolify, compose, run };
inline constexpr std::array<std::string_view, 7> format_words{
    "casaos", "runtipi", "portainer", "dokploy", "coolify", "compose", "run"};

/// The files of one definition by their path below its folder; only those that are small enough to be read.
using Files = std::map<std::string, std::string>;

/// What is shown of an app.
struct Listing {
    std::string display_name, version, tagline, description, description_long, category;
    std::string website, source, support, license, tips, release_notes;
    std::vector<std::string> architectures, screenshots;
    std::string icon_svg; ///< as the store has it; checked later
};

/// Where the page of the app is.
struct PageHint {
    std::string service; ///< empty: not told
    std::string container_port; ///< what the service listens on
    std::string host_port; ///< what the store publishes it as
    std::string scheme = "http";
    std::string path; ///< `/admin`
};

/// What a path of the store's own stands for.
enum class Place { app_data, media };
struct Root {
    std::string prefix; ///< ends with `/`
    Place place = Place::app_data;
};

/// `${FURTKA_PAGE_0}` in texts is the host name that the store's proxy would give the page, `…_1` and on further pages;
/// ports are known later.
inline constexpr std::string_view page_variable = "FURTKA_PAGE_";

/// Stands for the store's folder of the app in texts: `/@app/data`.
inline constexpr std::string_view app_root = "/@app/";
/// Stands for the store's folder of shared files.
inline constexpr std::string_view media_root = "/@media/";

struct Definition {
    Format format = Format::compose;
    std::string id; ///< the store's word for the app; the app's name is made of it
    std::string path; ///< of the compose file or entry, inside the store
    Listing listing;
    PageHint page;
    std::vector<std::pair<std::string, std::string>> more_pages; ///< further services of the store's proxy, and their ports

    Node compose; ///< as a compose file
    std::string author_text; ///< the author's compose file, byte for byte; empty: the format has none
    std::string author_name; ///< its file name
    std::vector<std::string> doubled; ///< members that the author's file has twice

    std::map<std::string, std::string>
        variables; ///< the store's own: text to put in their place, in which `${SETTING}` may stand
    std::map<std::string, std::string> proposals; ///< values that the author's `.env` gives to what the owner is asked
    std::vector<Setting> form; ///< what the store asks the owner
    std::vector<std::string> open_variables; ///< of `env_file: .env`: what the store leaves empty
    std::set<std::string> made_by_owner; ///< secrets of a form of their own, which is not generated
    std::map<std::string, std::string> notes; ///< what the store says of a variable
    std::string author_host; ///< the address of the author's own server, which texts may hold
    std::set<std::string> gateway_variables; ///< the name of the store's gateway: `notes-${domain}` is the app there
    std::vector<Root> roots;
    std::set<std::string> platform_networks;
    Files seeds; ///< files that are mounted: path below the app's folder, and content
    std::map<std::string, std::string> templates; ///< the same with variables inside, for Compose to fill in
    bool all_variables_to_env_file = false; ///< `env_file: .env` means the variables above

    std::vector<std::string> reasons; ///< what a person has to look at
    std::vector<std::string> repairs; ///< what was changed, as words: `add-volume:data`
};

/// An app of a store that cannot become an app folder.
struct Unreadable {
    std::string id;
    std::string path;
    std::string reason;
};

} // namespace furtka::imports

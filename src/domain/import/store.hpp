// domain/import/store.hpp — all apps of a store in one go: read, made into drafts, and given ports that do not clash.
#pragma once

#include "domain/import/app_files.hpp"
#include "domain/import/draft.hpp"
#include "domain/import/readers.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

enum class Verdict { ok, needs_review, refused };
std::string_view to_text(Verdict verdict);

/// What became of one definition.
struct Outcome {
    std::string app; ///< the name of the app, or the store's word for it
    std::string path; ///< where it stands in the store
    Verdict verdict = Verdict::ok;
    std::vector<std::string> reasons; ///< why a person is needed, or why not
    std::vector<std::string> repairs;
    int services = 0;
    std::vector<std::string> settings;
    std::optional<Draft> draft; ///< none: refused
    int port = 0; ///< of the page
};

/// One definition, read by its format's reader.
Outcome take_definition(Format format, const Found& found);
/// Every entry of a Portainer template file. `stack` gives the text of a stack file, empty if it is not there.
std::vector<Outcome> take_templates(
    std::string_view text, const std::string& path, const std::function<std::string(const std::string&)>& stack);
/// Every command of a text with `docker run` lines.
std::vector<Outcome> take_commands(std::string_view text, const std::string& path);

/// Names and ports that are there twice are told apart, in order: `blog`, `blog-2`. `taken` are ports of apps that stand
/// where these are written to.
void settle(std::vector<Outcome>& outcomes, std::set<int> taken = {});

} // namespace furtka::imports

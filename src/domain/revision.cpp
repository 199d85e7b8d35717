#include "domain/revision.hpp"

#include "domain/compose_files.hpp"
#include "domain/text_diff.hpp"

#include <fmt/format.h>

#include <set>

namespace furtka {
namespace {

constexpr std::string_view example = ".env.example";
constexpr std::size_t longest_diff = std::size_t{256} * 1024;
constexpr std::size_t longest_of_all = std::size_t{1024} * 1024;

const AuthorFile* file_in(const AuthorFiles& files, const std::string& path)
{
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
}

bool same(const AuthorFile* left, const AuthorFile* right)
{
    if (left == nullptr || right == nullptr) return left == right;
    return *left == *right;
}

std::string_view text_of(const AuthorFile* file) { return file != nullptr && file->text ? *file->text : std::string_view(); }

bool is_text(const AuthorFile* file) { return file == nullptr || file->text.has_value(); }

/// Of one path, its three versions; null: it is not there.
struct Versions {
    const AuthorFile* base = nullptr;
    const AuthorFile* mine = nullptr;
    const AuthorFile* theirs = nullptr;
    bool base_known = true;

    bool are_three_texts() const
    {
        const bool there = base_known && base != nullptr && mine != nullptr && theirs != nullptr;
        return there && is_text(base) && is_text(mine) && is_text(theirs);
    }
};

std::string env_name(const std::string& key) { return ".env:" + key; }

std::optional<Choice> chosen_in(const Choices& choices, const std::string& what)
{
    const auto found = choices.find(what);
    return found == choices.end() ? std::nullopt : std::optional(found->second);
}

/// The differences of one revision are made with one budget, of time and of length.
class FileRevision {
public:
    RevisedFile of(const std::string& path, const Versions& is, std::optional<Choice> choice)
    {
        RevisedFile file{.path = path};
        if (same(is.mine, is.theirs)) return file;
        // What its author never made, and does not make now, is the owner's own.
        const bool not_touched = is.base_known ? same(is.base, is.theirs) : is.theirs == nullptr;
        if (not_touched) {
            file.fate = FileFate::mine;
            return file;
        }
        // What was never here cannot have been changed by its owner.
        const bool not_changed = is.base_known ? same(is.base, is.mine) : is.mine == nullptr;
        if (not_changed) {
            file.fate = is.theirs == nullptr ? FileFate::gone : FileFate::theirs;
            take_theirs(file, is);
            return file;
        }
        return of_both(std::move(file), is, choice);
    }

private:
    RevisedFile of_both(RevisedFile file, const Versions& is, std::optional<Choice> choice)
    {
        MergedText merged{.text = {}, .conflicts = 1};
        if (is.are_three_texts()) {
            merged = merge_texts(text_of(is.base), text_of(is.mine), text_of(is.theirs), budget_);
        } else if (is_text(is.mine) && is_text(is.theirs)) {
            merged.text = unified_diff(text_of(is.mine), text_of(is.theirs), file.path, budget_);
        }
        if (merged.conflicts == 0) {
            file.fate = FileFate::merged;
            file.content = Content::text;
            file.diff = shown(unified_diff(text_of(is.mine), merged.text, file.path, budget_));
            file.text = std::move(merged.text);
            return file;
        }
        file.fate = FileFate::conflict;
        if (!choice) {
            file.content = Content::undecided;
            file.diff = shown(std::move(merged.text));
        } else if (*choice == Choice::theirs) {
            take_theirs(file, is);
        }
        return file;
    }

    void take_theirs(RevisedFile& file, const Versions& is)
    {
        file.content = is.theirs == nullptr ? Content::none : Content::theirs;
        if (is_text(is.mine) && is_text(is.theirs))
            file.diff = shown(unified_diff(text_of(is.mine), text_of(is.theirs), file.path, budget_));
    }

    std::string shown(std::string diff)
    {
        if (diff.size() > longest_diff || diff.size() > left_)
            return fmt::format("(the difference has {} bytes)\n", diff.size());
        left_ -= diff.size();
        return diff;
    }

    DiffBudget budget_;
    std::size_t left_ = longest_of_all;
};

SettingValues values_of(const AuthorFile* file)
{
    const auto env = EnvFile::parse(std::string(text_of(file)));
    return env ? env->values() : SettingValues{};
}

std::optional<std::string> value_in(const SettingValues& values, const std::string& key)
{
    const auto found = values.find(key);
    return found == values.end() ? std::nullopt : std::optional(found->second);
}

/// `.env` by its keys: what the new example adds or changes. What it has no more stays: it may be the owner's.
void revise_env(
    Revision& revision, const AuthorFile* base, const AuthorFile* theirs, bool base_known, const Choices& choices)
{
    const auto before = values_of(base);
    const auto own = revision.env.values();
    SettingValues changed;
    for (const auto& [key, value] : values_of(theirs)) {
        const auto was = value_in(before, key);
        const auto is = value_in(own, key);
        if (is == value || (base_known && was == value)) continue;
        RevisedKey revised{.key = key, .fate = FileFate::theirs};
        if (is && (!base_known || is != was)) {
            // It had no value in the example: what is there now is the owner's, or was generated for him.
            if (base_known && (!was || was->empty())) continue;
            revised.fate = FileFate::conflict;
            const auto choice = chosen_in(choices, env_name(key));
            revised.decided = choice.has_value();
            if (choice == Choice::theirs) changed[key] = value;
        } else if (!is && was) {
            continue; // its owner took it out
        } else {
            changed[key] = value;
        }
        revision.keys.push_back(std::move(revised));
    }
    revision.env = revision.env.with(changed);
}

} // namespace

std::string_view to_text(FileFate fate)
{
    switch (fate) {
    case FileFate::same: return "same";
    case FileFate::mine: return "mine";
    case FileFate::theirs: return "theirs";
    case FileFate::merged: return "merged";
    case FileFate::gone: return "gone";
    case FileFate::conflict: return "conflict";
    }
    return "";
}

std::optional<Choice> choice_of(std::string_view text)
{
    if (text == "mine") return Choice::mine;
    if (text == "theirs") return Choice::theirs;
    return std::nullopt;
}

std::vector<std::string> Revision::undecided() const
{
    std::vector<std::string> names;
    for (const auto& file : files) {
        if (file.content == Content::undecided) names.push_back(file.path);
    }
    for (const auto& key : keys) {
        if (!key.decided) names.push_back(env_name(key.key));
    }
    return names;
}

Revision revise(const std::optional<AuthorFiles>& base, const AuthorFiles& mine, const AuthorFiles& theirs,
    const EnvFile& env, const Choices& choices)
{
    static const AuthorFiles none;
    const AuthorFiles& before = base ? *base : none;
    Revision revision{.files = {}, .keys = {}, .env = env};
    FileRevision files;
    for (const auto& path : paths_to_revise(base, theirs)) {
        const Versions versions{.base = file_in(before, path),
            .mine = file_in(mine, path),
            .theirs = file_in(theirs, path),
            .base_known = base.has_value()};
        auto file = files.of(path, versions, chosen_in(choices, path));
        if (file.fate != FileFate::same) revision.files.push_back(std::move(file));
    }
    const std::string name(example);
    revise_env(revision, file_in(before, name), file_in(theirs, name), base.has_value(), choices);
    return revision;
}

std::vector<std::string> paths_to_revise(const std::optional<AuthorFiles>& base, const AuthorFiles& theirs)
{
    std::set<std::string> paths(compose_override_names.begin(), compose_override_names.end());
    if (base) {
        for (const auto& [path, file] : *base) paths.insert(path);
    }
    for (const auto& [path, file] : theirs) paths.insert(path);
    return {paths.begin(), paths.end()};
}

bool has_news(const std::optional<AuthorFiles>& base, const AuthorFiles& mine, const AuthorFiles& theirs)
{
    if (base) return *base != theirs;
    // Not known what was put there: new is what is there in another way, or not at all.
    for (const auto& [path, file] : theirs) {
        if (!same(file_in(mine, path), &file)) return true;
    }
    return false;
}

} // namespace furtka

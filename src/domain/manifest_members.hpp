// domain/manifest_members.hpp — the members of one object of a manifest, read by name and type.
#pragma once

#include "base/result.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace boost::json {
class object;
class value;
} // namespace boost::json

namespace furtka {

enum class Need {
    required, ///< absent is an error
    wanted, ///< absent is a notice
    optional,
};

/// What the owner should know although the manifest is used. At most 50 are kept.
class Notices {
public:
    void add(std::string text);
    std::vector<std::string> take() { return std::move(texts_); }

private:
    std::vector<std::string> texts_;
};

/// Reads members of an object. All errors are invalid `manifest_member`, with the path as detail `member`. `null` is an
/// absent optional member. Absent members are empty. Both arguments outlive the reader.
class Members {
public:
    Members(const boost::json::object& object, std::string path, Notices& notices);

    Result<std::string> text(std::string_view name, Need need);
    Result<std::vector<std::string>> texts(std::string_view name, Need need);
    Result<std::vector<int>> integers(std::string_view name, Need need);
    Result<std::vector<Members>> objects(std::string_view name);
    Result<bool> flag(std::string_view name);
    Result<std::optional<double>> number(std::string_view name);
    /// An object's members as JSON text, or empty. Its own members are not looked at.
    Result<std::string> object_text(std::string_view name);
    /// Text, number or boolean, as text.
    Result<std::string> scalar(std::string_view name);
    /// Text, or a list of texts as lines. Anything else is a notice.
    std::string shown_text(std::string_view name);
    std::vector<std::string> shown_texts(std::string_view name);

    /// A notice for every member that no call asked for.
    void note_unknown() const;
    void note(std::string_view name, std::string_view what) const;

    /// `settings[2].type`
    std::string path_of(std::string_view name) const;
    std::unexpected<Error> refuse(std::string_view name, std::string_view what, std::string_view hint = {}) const;

private:
    const boost::json::value* find(std::string_view name);
    /// The member if it is there; null when absent and that is allowed.
    Result<const boost::json::value*> find(std::string_view name, Need need);

    const boost::json::object* object_;
    std::string path_;
    Notices* notices_;
    std::set<std::string, std::less<>> asked_;
};

} // namespace furtka

// Secrets that stand in the author's file, and so would be the same for everybody, become settings that are made at
// installation.
#include "base/ascii.hpp"
#include "domain/import/draft.hpp"
#include "domain/import/listing.hpp"
#include "domain/import/secret_owner.hpp"
#include "domain/import/secret_texts.hpp"
#include "domain/import/secret_words.hpp"
#include "domain/import/variables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

constexpr std::size_t most_secrets = 300; ///< each is looked for in every text

/// The literals found, and the setting each became.
class Lift {
public:
    explicit Lift(Draft& draft) : draft_(draft) { }

    void run()
    {
        note_plain_values();
        for (auto& [name, service] : draft_.services_node()->members) {
            if (auto* environment = service.find("environment")) look_at(name, *environment);
        }
        for (auto& [name, service] : draft_.services_node()->members) look_into_commands(name, service);
        look_into_addresses();
        if (!settings_.empty()) {
            for (auto& [name, service] : draft_.services_node()->members) replace_in_service(service);
            if (auto* configs = draft_.tree.find("configs"))
                each_scalar(*configs, [&](Node& node) { replace_in(node.text); });
        }
        for (auto& [path, text] : draft_.definition.templates) replace_in(text);
        lift_seeds();
        lift_texts();
        for (const auto& [literal, setting] : settings_) draft_.repair("generate-secret:" + setting);
    }

private:
    /// Values of other variables: a literal that is one of them too (`umami:umami@db`) is not replaced wherever it stands.
    void note_plain_values()
    {
        for (const auto& [name, service] : draft_.services_node()->members) {
            for (const auto& word :
                {std::string_view(name), service.text_of("container_name"), service.text_of("hostname")}) {
                plain_.insert(std::string(word));
                names_.insert(std::string(word));
            }
            const auto* environment = service.find("environment");
            if (environment == nullptr) continue;
            for (const auto& [key, value] : environment->members) {
                if (!is_secret_name(key)) plain_.insert(without_quotes(value.text));
            }
        }
    }

    void look_at(const std::string& service, Node& environment)
    {
        for (auto& [key, value] : environment.members) {
            if (settings_.size() + asked_.size() >= most_secrets) {
                draft_.reason(fmt::format("it has more than {} secrets: those that follow stay as they are", most_secrets));
                return;
            }
            if (value.is_scalar() && is_password_hash(value.text)) {
                keep_hash(key, value);
                continue;
            }
            if (!value.is_scalar() || !is_secret_name(key)) continue;
            if (const auto variable = only_variable(value.text)) {
                note_default(service, key, *variable);
            } else if (!value.text.contains('$') || is_escaped(value.text)) {
                note_literal(service, key, value);
            }
        }
    }

    static bool is_escaped(std::string_view text)
    {
        const auto pieces = pieces_of(text);
        return pieces && std::ranges::all_of(*pieces, [](const Piece& piece) { return piece.name.empty(); });
    }

    /// A hash cannot be made here; every dollar of it is one.
    void keep_hash(const std::string& key, Node& value)
    {
        const auto name = free_name(key, "");
        auto& setting = draft_.setting(name);
        std::string hash;
        for (std::size_t i = 0; i < value.text.size(); ++i) {
            hash += value.text[i];
            if (value.text[i] == '$' && i + 1 < value.text.size() && value.text[i + 1] == '$') ++i;
        }
        setting.type = SettingType::password;
        setting.description = "A password's hash. The one that comes with the app is known to everybody: put your own.";
        setting.default_value = hash;
        value = Node::scalar("${" + name + "}");
        draft_.repair("escape-hash:" + name);
    }

    /// `${DB_PASSWORD:-postgres}`: the default is a literal like any other, and the variable its setting.
    void note_default(const std::string& service, const std::string& key, const Piece& variable)
    {
        if (!variable.has_default() || !is_secret_name(variable.name)) return;
        if (!may_be_secret(variable.rest) || variable.rest.contains('$')) return;
        // That of a cloud stays with the owner; that of the app's own storage is told to it too.
        if (is_given_by_others(variable.name) && owner_.shared_inside(service, key, variable.rest) != Shared::as_a_secret)
            return;
        const auto name = setting_name_of(variable.name);
        const auto [known, added] = settings_.emplace(variable.rest, name);
        if (added) {
            generated(name, variable.rest);
        } else if (known->second != name) {
            same_as_[variable.name] = known->second;
        }
    }

    static bool is_access_key(std::string_view name)
    {
        const bool access = name.contains("ACCESS_KEY") || name.contains("ACCESSKEY");
        return access && !name.contains("SECRET");
    }

    /// A storage's access key is the user's name for its secret key, and others may hold it under the name of a user.
    bool is_access_name(const std::string& service, std::string_view key, const std::string& literal)
    {
        if (!is_access_key(key) || looks_random(literal)) return false;
        return plain_.contains(literal) || has_secret_key(service);
    }

    bool has_secret_key(const std::string& service)
    {
        const auto [known, fresh] = secret_keys_.emplace(service, false);
        if (!fresh) return known->second;
        const auto& own = draft_.services_node()->find(service)->find("environment")->members;
        known->second = std::ranges::any_of(own, [](const Node::Member& other) {
            const auto& name = other.first;
            return name.contains("SECRET_KEY") || name.contains("SECRETKEY") || name.contains("SECRET_ACCESS_KEY");
        });
        return known->second;
    }

    void note_literal(const std::string& service, const std::string& key, Node& value)
    {
        const auto literal = without_quotes(value.text);
        if (!may_be_secret(literal) && !is_passphrase(key, literal)) return;
        if (owner_.is_of_another_machine(service, key, literal)) {
            ask(key, literal, value);
            return;
        }
        if (is_access_name(service, key, literal) && !is_stand_in(literal)) return;
        if (is_given_by_others(key)) {
            const auto shared = owner_.shared_inside(service, key, literal);
            if (shared == Shared::as_a_name) return;
            if (shared == Shared::no) {
                ask(key, literal, value);
                return;
            }
        }
        if (const auto bytes = encoded_key(literal); bytes > 0) {
            note_encoded(service, key, value, bytes);
            return;
        }
        if (literal.starts_with("eyJ") || literal.starts_with("base64:")) {
            draft_.reason(fmt::format("{} is signed or has a form of its own: make another one by hand", key));
            ask(key, literal, value);
            return;
        }
        if (note_last_part(service, key, value, literal)) return;
        auto found = settings_.find(literal);
        if (found == settings_.end()) {
            const auto name = free_name(key, service);
            generated(name, literal);
            found = settings_.emplace(literal, name).first;
        }
        put(value, found->second);
    }

    /// `admin:literal`, `team:place.literal`: what stands before the secret belongs to its form.
    bool note_last_part(const std::string& service, const std::string& key, Node& value, const std::string& literal)
    {
        const bool parts = literal.contains(':')
            && std::ranges::all_of(literal, [](char c) { return is_word_sign(c) || c == ':' || c == '.' || c == '*'; });
        const auto last = parts ? literal.substr(literal.find_last_of(":.") + 1) : std::string();
        if (last.size() < 4 || !may_be_secret(last)) return false;
        auto found = settings_.find(last);
        if (found == settings_.end()) {
            const auto name = free_name(key, service);
            generated(name, last);
            found = settings_.emplace(last, name).first;
        }
        value.text.replace(value.text.rfind(last), last.size(), "${" + found->second + "}");
        return true;
    }

    /// `base64:…` stands before the key, which is made anew.
    void note_encoded(const std::string& service, const std::string& key, Node& value, std::size_t bytes)
    {
        constexpr std::string_view head = "base64:";
        const auto literal = without_quotes(value.text).substr(head.size());
        auto found = settings_.find(literal);
        if (found == settings_.end()) {
            const auto name = free_name(key, service);
            generated(name, literal);
            draft_.setting(name).generate = fmt::format("base64:{}", bytes);
            found = settings_.emplace(literal, name).first;
        }
        put(value, found->second, head);
    }

    /// `${NAME}` in the place of a value; quotes that are part of it stay.
    static void put(Node& value, const std::string& name, std::string_view head = {})
    {
        const auto [begin, size] = inside_quotes(value.text);
        value = Node::scalar(value.text.replace(begin, size, fmt::format("{}${{{}}}", head, name)));
    }

    /// A secret that others give: the owner types it, once for all services that have it.
    void ask(const std::string& key, const std::string& literal, Node& value)
    {
        auto& name = asked_[{key, literal}];
        if (name.empty()) {
            name = free_name(key, "");
            auto& setting = draft_.setting(name);
            setting.type = SettingType::password;
            if (literal.starts_with("base64:")) setting.default_value = literal;
            setting.description = "Given out by somebody else, or to be made by hand.";
        }
        put(value, name);
    }

    /// `--requirepass literal`, `-rpcpassword=literal`: a password that only stands in a command.
    void look_into_commands(const std::string& service, Node& node)
    {
        for (const auto* word : {"command", "entrypoint"}) {
            auto* command = node.find(word);
            if (command == nullptr) continue;
            if (command->is_scalar()) look_into_words(service, command->text);
            for (std::size_t i = 0; i < command->items.size(); ++i) {
                auto& item = command->items[i];
                if (!look_into_words(service, item.text) && i > 0 && is_password_option(command->items[i - 1].text))
                    note_password(service, item.text, 0, item.text.size());
            }
        }
    }

    bool look_into_words(const std::string& service, std::string& text)
    {
        constexpr std::string_view ends = " \t\n\"'";
        for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1)) {
            if (at > 0 && !ends.contains(text[at - 1])) continue;
            const auto stop = std::min(text.find_first_of(" =\t\n", at), text.size());
            if (!is_password_option(std::string_view(text).substr(at, stop - at))) continue;
            const auto begin = text.find_first_not_of(" =\"'", stop);
            if (begin == std::string::npos) return false;
            const auto size = std::min(text.find_first_of(ends, begin), text.size()) - begin;
            return note_password(service, text, begin, size);
        }
        return false;
    }

    bool note_password(const std::string& service, std::string& text, std::size_t begin, std::size_t size)
    {
        const auto literal = text.substr(begin, size);
        if (literal.contains('$') || literal.starts_with('-') || !may_be_secret(literal)) return false;
        auto found = settings_.find(literal);
        if (found == settings_.end()) {
            const auto name = free_name(service + "_PASSWORD", service);
            generated(name, literal);
            found = settings_.emplace(literal, name).first;
        }
        text.replace(begin, size, "${" + found->second + "}");
        return true;
    }

    void generated(const std::string& name, const std::string& literal)
    {
        auto& setting = draft_.setting(name);
        if (!setting.generate.empty()) return;
        setting.type = SettingType::password;
        setting.default_value.clear();
        setting.description = setting.description.empty() ? "Made at installation." : setting.description;
        setting.generate = generate_like(name, literal);
    }

    /// The key as a setting's name; another app's secret of the same key gets its service's name in front.
    std::string free_name(const std::string& key, const std::string& service)
    {
        auto name = setting_name_of(key);
        const auto taken = [&] { return used_.contains(name) || draft_.find_setting(name) != nullptr; };
        if (taken() && !service.empty()) name = setting_name_of(service + "_" + key);
        for (int i = 2; taken(); ++i) name = fmt::format("{}_{}", setting_name_of(key), i);
        used_.insert(name);
        return name;
    }

    /// `postgres://user:literal@db`: a password that only stands in an address.
    void look_into_addresses()
    {
        for (auto& [name, service] : draft_.services_node()->members) {
            auto* environment = service.find("environment");
            if (environment == nullptr) continue;
            for (auto& [key, value] : environment->members) {
                const auto [begin, size] = password_in(value.text, 0);
                if (size == 0) continue;
                const auto literal = value.text.substr(begin, size);
                if (literal.contains('$') || settings_.contains(literal) || !stands_elsewhere(literal)) continue;
                const auto wanted = free_name("DATABASE_PASSWORD", "");
                generated(wanted, literal);
                settings_.emplace(literal, wanted);
            }
        }
    }

    /// A password of this app is also the one its database is told; another's stands only once.
    bool stands_elsewhere(std::string_view literal) const
    {
        int count = 0;
        for (const auto& [name, service] : draft_.services_node()->members) {
            const auto* environment = service.find("environment");
            if (environment == nullptr) continue;
            for (const auto& [key, value] : environment->members) {
                if (value.text == literal && is_secret_name(key)) ++count;
            }
        }
        return count > 0;
    }

    void replace_in_service(Node& service)
    {
        for (auto& [member, value] : service.members) {
            if (member == "image" || member == "container_name" || member == "hostname" || member == "labels") continue;
            if (member == "environment") {
                for (auto& [key, text] : value.members) replace_in(text.text);
            } else {
                each_scalar(value, [&](Node& node) { replace_in(node.text); });
            }
        }
        for (const auto* member : {"command", "entrypoint"}) replace_arguments(service.find(member));
        if (auto* check = service.find("healthcheck")) replace_arguments(check->find("test"));
    }

    /// `["redis-cli", "-a", "literal"]`: what follows an option that takes a password.
    void replace_arguments(Node* words) const
    {
        if (words == nullptr) return;
        for (std::size_t i = 1; i < words->items.size(); ++i) {
            const auto& before = words->items[i - 1].text;
            const auto found = settings_.find(words->items[i].text);
            const bool option = before == "-a" || before == "-p" || is_password_option(before);
            if (option && found != settings_.end()) words->items[i] = Node::scalar("${" + found->second + "}");
        }
    }

    void replace_in(std::string& text)
    {
        for (const auto& [literal, setting] : settings_) replace_literal(text, literal, "${" + setting + "}");
        if (!same_as_.empty()) {
            text = with_variables(text, [&](const Piece& piece) -> std::optional<std::string> {
                const auto found = same_as_.find(piece.name);
                return found == same_as_.end() ? std::nullopt : std::optional("${" + found->second + "}");
            });
        }
    }

    void replace_literal(std::string& text, const std::string& literal, const std::string& by) const
    {
        // `postgres` is a word of its own wherever it stands; `p0stgres-secret` is a secret.
        const bool one_word = std::ranges::all_of(literal, [](char c) { return c >= 'a' && c <= 'z'; });
        const bool random = looks_random(literal) && !names_.contains(literal);
        const bool distinct = random || (literal.size() >= 8 && !one_word && !plain_.contains(literal));
        for (auto at = text.find(literal); at != std::string::npos; at = text.find(literal, at)) {
            const bool word = (at == 0 || !is_word_sign(text[at - 1]))
                && (at + literal.size() == text.size() || !is_word_sign(text[at + literal.size()]));
            const bool flag = at >= 2 && text[at - 1] == 'p' && text[at - 2] == '-'; // mysqladmin -psecret
            const bool whole = without_quotes(text).size() == literal.size();
            const bool scheme = std::string_view(text).substr(at + literal.size()).starts_with("://");
            const bool meant = whole ? random : !scheme && ((word && (distinct || said_before(text, at))) || flag);
            if (meant && !inside_variable(text, at)) {
                text.replace(at, literal.size(), by);
                at += by.size();
            } else {
                at += literal.size();
            }
        }
    }

    /// A mounted file that holds a lifted secret must get the new one: Compose fills it in.
    void lift_seeds()
    {
        for (auto seed = draft_.definition.seeds.begin(); seed != draft_.definition.seeds.end();) {
            auto text = escaped(seed->second);
            const auto before = text;
            for (const auto& [literal, setting] : settings_) replace_literal(text, escaped(literal), "${" + setting + "}");
            const bool mounted = seed->second.size() < 200'000 && !seed->second.contains('\0');
            if (mounted && text != before) {
                draft_.definition.templates[seed->first] = text;
                seed = draft_.definition.seeds.erase(seed);
            } else {
                ++seed;
            }
        }
    }

    /// Texts for people that tell a password which is another one here.
    void lift_texts()
    {
        auto& listing = draft_.definition.listing;
        for (auto* text : {&listing.tips, &listing.description_long}) {
            for (const auto& [literal, name] : settings_) {
                const auto told = fmt::format("({}, among the app's settings)", draft_.find_setting(name)->label);
                replace_literal(*text, literal, told);
                replace_marked(*text, "`" + literal + "`", told);
            }
        }
    }

    Draft& draft_;
    std::map<std::string, std::string> settings_; ///< by literal
    std::map<std::string, std::string> same_as_; ///< variables that had the same default
    std::map<std::pair<std::string, std::string>, std::string> asked_; ///< by key and literal
    std::set<std::string> plain_; ///< values of variables that are no secrets, and names
    std::set<std::string> names_; ///< of services, containers and hosts
    SecretOwner owner_{draft_, names_};
    std::set<std::string> used_;
    std::map<std::string, bool> secret_keys_; ///< by service, whether it is told one
};

} // namespace

void lift_secrets(Draft& draft) { Lift(draft).run(); }

} // namespace furtka::imports

#include "cli/progress.hpp"

#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t widest_bar = 30;
constexpr std::size_t narrowest_bar = 6;
constexpr auto shortest_sample = 500ms; ///< below it a rate says nothing
constexpr std::string_view erase_line = "\r\x1b[K";

std::string bar(double part, std::size_t columns)
{
    const auto filled = std::min(static_cast<std::size_t>(part * static_cast<double>(columns)), columns);
    if (filled == columns) return std::string(columns, '=');
    const std::string head = filled == 0 ? "" : std::string(filled - 1, '=') + ">";
    return head + std::string(columns - filled, ' ');
}

std::string figures(const ProgressFacts& facts, std::size_t parts)
{
    const double part = static_cast<double>(facts.bytes_done) / static_cast<double>(facts.bytes_total);
    std::string text = fmt::format("{:>3.0f} %", std::min(part, 1.0) * 100);
    if (parts > 0) text += fmt::format("  {} of {}", bytes_text(facts.bytes_done), bytes_text(facts.bytes_total));
    if (parts > 1 && facts.bytes_per_second > 0) text += fmt::format("  {}/s", bytes_text(facts.bytes_per_second));
    if (parts > 2 && facts.bytes_per_second > 0 && facts.bytes_total > facts.bytes_done) {
        const auto left = ((facts.bytes_total - facts.bytes_done) / facts.bytes_per_second) + 1;
        text += fmt::format("  {} left", duration_text(std::chrono::seconds(left)));
    }
    return text;
}

const StageView* running_stage(const JobView& job)
{
    const auto found = std::ranges::find(job.stages, "running", &StageView::state);
    return found == job.stages.end() ? nullptr : &*found;
}

} // namespace

std::string progress_line(const ProgressFacts& facts, std::size_t width)
{
    if (facts.bytes_total == 0) {
        auto line = facts.text + " …";
        if (facts.bytes_done > 0) line += fmt::format("  {}", bytes_text(facts.bytes_done));
        return cut(line, width);
    }
    const auto words = display_width(facts.text);
    for (std::size_t parts = 4; parts-- > 0;) {
        const auto numbers = figures(facts, parts);
        const auto used = words + 4 + display_width(numbers); // " [" and "] "
        if (used + narrowest_bar > width) continue;
        const double part = static_cast<double>(facts.bytes_done) / static_cast<double>(facts.bytes_total);
        return fmt::format("{} [{}] {}", facts.text, bar(part, std::min(width - used, widest_bar)), numbers);
    }
    return cut(fmt::format("{}  {}", facts.text, figures(facts, 0)), width);
}

Progress::Progress(Console& console, Shown shown)
    : console_(console), shown_(shown == Shown::yes), moves_(console.looks().moves), width_(console.looks().width)
{
}

void Progress::show(const JobView& job)
{
    if (!shown_) return;
    finish_stages(job);
    if (!moves_ || job.ended()) return;
    const auto* stage = running_stage(job);
    const std::string text = stage != nullptr ? stage->text : job.state == "queued" ? "Waiting for its turn" : "Working";
    ProgressFacts facts{.text = text, .bytes_per_second = rate(job)};
    // The bytes stay as they are in the stages after a download: a full bar would say there that nothing is left to do.
    if (job.bytes_total == 0 || job.bytes_done < job.bytes_total) {
        facts.bytes_done = job.bytes_done;
        facts.bytes_total = job.bytes_total;
    }
    // One column is left free: a full line would wrap on some terminals.
    console_.err(std::string(erase_line) + progress_line(facts, width_ - 1));
    bar_ = true;
}

void Progress::clear()
{
    if (bar_) console_.err(erase_line);
    bar_ = false;
}

// With a bar a stage is told when it is over, else when it begins.
void Progress::finish_stages(const JobView& job)
{
    for (; stages_told_ < job.stages.size(); ++stages_told_) {
        const auto& stage = job.stages[stages_told_];
        if (stage.state == "queued" || (moves_ && stage.state == "running")) return;
        clear();
        const auto* const end = stage.state == "failed" ? ": failed" : stage.state == "cancelled" ? ": cancelled" : "";
        console_.err(fmt::format("{}{}\n", stage.text, moves_ ? end : ""));
    }
}

std::uint64_t Progress::rate(const JobView& job)
{
    const auto* stage = running_stage(job);
    const auto name = stage == nullptr ? std::string() : stage->name;
    const auto now = console_.now();
    if (name != stage_ || job.bytes_done < first_bytes_) {
        stage_ = name;
        first_bytes_ = job.bytes_done;
        first_time_ = now;
    }
    const auto took = now - first_time_;
    if (took < shortest_sample) return 0;
    const double seconds = std::chrono::duration<double>(took).count();
    return static_cast<std::uint64_t>(static_cast<double>(job.bytes_done - first_bytes_) / seconds);
}

} // namespace furtka::cli

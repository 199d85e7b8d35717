#include "domain/window.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace furtka {
namespace {

using namespace std::chrono;

/// `2030-03-31 01:59:59`, by the clock of UTC.
std::string text(sys_seconds moment)
{
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(),
        time.seconds().count());
}

sys_seconds utc(int y, unsigned m, unsigned d, int hour = 0, int minute = 0)
{
    return sys_days(year(y) / month(m) / day(d)) + hours(hour) + minutes(minute);
}

void put(std::string& bytes, std::int64_t value, int size)
{
    for (int shift = (size - 1) * 8; shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift);
}

/// A table with one change in it, at the epoch, from `before` to `after`, and a rule for later.
std::string table(std::int32_t before, std::int32_t after, const std::string& rule)
{
    std::string bytes;
    for (int block = 0; block < 2; ++block) {
        const int times = block;
        bytes += "TZif2" + std::string(15, '\0');
        for (const int count : {0, 0, 0, times, 2, 4}) put(bytes, count, 4);
        if (times > 0) put(bytes, 0, 8);
        if (times > 0) bytes += '\1';
        for (const auto offset : {before, after}) {
            put(bytes, offset, 4);
            bytes += std::string(2, '\0');
        }
        bytes += std::string("UTC\0", 4);
    }
    return bytes + "\n" + rule + "\n";
}

TimeZone berlin() { return TimeZone::parse(table(0, 3600, "CET-1CEST,M3.5.0,M10.5.0/3")).value(); }

TEST(ZoneRule, ReadsWhatTheTablesOfTheSystemHave)
{
    for (const char* good : {"UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "IST-1GMT0,M10.5.0,M3.5.0/1",
             "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "EET-2EEST,M3.4.4/50,M10.4.4/50", "XXX3EDT4,J60/2:30,300"}) {
        EXPECT_TRUE(parse_zone_rule(good)) << good;
    }
    for (const char* bad : {"", "CET", "-1", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3 ",
             "CET-200", "<+03-3", "CET-1CEST,M3.5.7,M10.5.0"}) {
        EXPECT_FALSE(parse_zone_rule(bad)) << bad;
    }
}

TEST(TimeZones, FollowTheTableAndThenTheRule)
{
    const auto zone = berlin();
    EXPECT_EQ(zone.offset_at(sys_seconds(seconds(-1))), seconds(0));
    EXPECT_EQ(zone.offset_at(utc(2030, 3, 31, 0, 59)), hours(1));
    EXPECT_EQ(zone.offset_at(utc(2030, 3, 31, 1)), hours(2));
    EXPECT_EQ(zone.offset_at(utc(2030, 10, 27, 0, 59)), hours(2));
    EXPECT_EQ(zone.offset_at(utc(2030, 10, 27, 1)), hours(1));
    const auto sydney = TimeZone::parse(table(0, 36000, "AEST-10AEDT,M10.1.0,M4.1.0/3")).value();
    EXPECT_EQ(sydney.offset_at(utc(2030, 1, 1)), hours(11));
    EXPECT_EQ(sydney.offset_at(utc(2030, 7, 1)), hours(10));
    EXPECT_EQ(TimeZone().offset_at(utc(2030, 7, 1)), hours(0));
}

TEST(TimeZones, AreTheSystemsOwn)
{
    std::ifstream file("/usr/share/zoneinfo/Europe/Berlin", std::ios::binary);
    if (!file) GTEST_SKIP() << "no tzdata here";
    const auto zone = TimeZone::parse(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(zone.has_value());
    EXPECT_EQ(zone->offset_at(utc(2024, 7, 1)), hours(2));
    EXPECT_EQ(zone->offset_at(utc(2050, 12, 1)), hours(1));
    EXPECT_EQ(zone->offset_at(utc(1945, 6, 1)), hours(3)); // double summer time
}

TEST(TimeZones, RefuseWhatIsNoTable)
{
    const auto good = table(0, 3600, "UTC0");
    for (std::size_t cut = 0; cut + 1 < good.size(); ++cut) EXPECT_FALSE(TimeZone::parse(good.substr(0, cut))) << cut;
    EXPECT_FALSE(TimeZone::parse(table(0, 3600, "nonsense")));
    EXPECT_TRUE(TimeZone::parse(table(0, 3600, "")));
}

TEST(Windows, AreReadAndWritten)
{
    for (const char* good : {"daily 02:00-05:00", "mon,tue 22:00-06:00", "sat,sun 00:00-24:00", "fri 23:30-00:15"}) {
        const auto window = parse_window(good);
        ASSERT_TRUE(window.has_value()) << good;
        EXPECT_EQ(to_text(*window), good);
    }
    EXPECT_EQ(to_text(*parse_window("fri-mon 02:00-03:00")), "mon,fri,sat,sun 02:00-03:00");
    for (const char* bad : {"", "daily", "noday 02:00-03:00", "daily 2:00-03:00", "daily 02:00-25:00", "daily 24:00-01:00",
             "daily 02:60-03:00", "mon, 02:00-03:00 x"}) {
        EXPECT_FALSE(parse_window(bad)) << bad;
    }
}

struct Opening {
    const char* window;
    sys_seconds now;
    const char* opens; ///< by the clock of UTC
};

TEST(Windows, OpenByTheClockOnTheWall)
{
    const std::vector<Opening> rows{
        {"daily 02:00-05:00", utc(2030, 1, 10, 0, 30), "2030-01-10 01:00:00"},
        {"daily 02:00-05:00", utc(2030, 1, 10, 3, 59), "2030-01-10 03:59:00"},
        {"daily 02:00-05:00", utc(2030, 1, 10, 4), "2030-01-11 01:00:00"},
        {"daily 02:00-05:00", utc(2030, 7, 10, 4), "2030-07-11 00:00:00"},
        {"daily 22:00-06:00", utc(2030, 1, 10, 4, 59), "2030-01-10 04:59:00"},
        {"sun 02:00-03:00", utc(2030, 1, 7), "2030-01-13 01:00:00"},
        {"sun 22:00-06:00", utc(2030, 1, 7, 4), "2030-01-07 04:00:00"},
        {"daily 00:00-24:00", utc(2030, 1, 7, 4), "2030-01-07 04:00:00"},
        // The clock jumps from 2:00 to 3:00: the window opens as soon as the clock has jumped, and has its length.
        {"sun 02:15-02:45", utc(2030, 3, 31, 0, 30), "2030-03-31 01:00:00"},
        {"sun 02:15-02:45", utc(2030, 3, 31, 1, 29), "2030-03-31 01:29:00"},
        {"sun 02:15-02:45", utc(2030, 3, 31, 1, 30), "2030-04-07 00:15:00"},
        // The clock shows 2:30 twice: the window opens the first time only.
        {"sun 02:15-02:45", utc(2030, 10, 27, 0, 0), "2030-10-27 00:15:00"},
        {"sun 02:15-02:45", utc(2030, 10, 27, 1, 20), "2030-11-03 01:15:00"},
    };
    const auto zone = berlin();
    for (const auto& row : rows) {
        EXPECT_EQ(text(next_open({*parse_window(row.window)}, zone, row.now)), row.opens)
            << row.window << " " << text(row.now);
    }
}

TEST(Windows, TheFirstOfSeveralCountsAndNoneMeansAlways)
{
    const auto now = utc(2030, 1, 10, 12);
    EXPECT_EQ(next_open({}, TimeZone(), now), now);
    EXPECT_EQ(text(next_open({*parse_window("sat 02:00-03:00"), *parse_window("fri 02:00-03:00")}, TimeZone(), now)),
        "2030-01-11 02:00:00");
}

} // namespace
} // namespace furtka

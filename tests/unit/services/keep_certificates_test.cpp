#include "async/timeout.hpp"
#include "base/log.hpp"
#include "services/keep_certificates.hpp"
#include "support/fake_certificates.hpp"
#include "support/fake_host.hpp"
#include "support/run.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

namespace furtka {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using test::FakeCertificateFiles;
using test::FakeCertificates;
using test::FakeHost;
using test::FakeMachineNames;

const Error disk_full{.kind = ErrorKind::no_space, .key = "disk_full", .message = "the disk is full"};

class KeepingCertificates : public testing::Test {
protected:
    KeepingCertificates() { log::set_level(log::Level::error); }

    KeepCertificates& begin(TlsSettings settings)
    {
        keeper = std::make_unique<KeepCertificates>(CertificatePorts{certificates, files, names, host}, std::move(settings));
        keeper->serve_by([this](const CertifiedKey& pair) -> Result<void> {
            if (refused == pair.chain) return std::unexpected(Error{.kind = ErrorKind::invalid, .key = "tls_pair"});
            served.push_back(pair.chain);
            return {};
        });
        return *keeper;
    }
    /// A daemon that starts anew on the same disk.
    KeepCertificates& begin_own(std::vector<std::string> more = {})
    {
        return begin({.source = TlsSource::own, .further_names = std::move(more)});
    }
    KeepCertificates& begin_files() { return begin({.source = TlsSource::files, .certificate = "/c", .key = "/k"}); }

    std::string look()
    {
        const auto looked = run(io, keeper->look());
        return looked ? "" : looked.error().key;
    }
    std::string made()
    {
        auto calls = certificates.calls();
        certificates.forget_calls();
        return calls;
    }

    boost::asio::io_context io{1};
    FakeCertificates certificates;
    FakeCertificateFiles files;
    FakeMachineNames names{io.get_executor()};
    FakeHost host;
    std::unique_ptr<KeepCertificates> keeper;
    std::vector<std::string> served;
    std::string refused;
};

TEST_F(KeepingCertificates, MakesAnAuthorityAndACertificateAtTheFirstStart)
{
    begin_own({"furtka.example.org"});

    EXPECT_EQ(look(), "");

    EXPECT_EQ(
        made(), "make_authority Furtka on nas, 2030-01-01; make_certificate furtka.example.org localhost nas nas.local");
    EXPECT_EQ(files.calls(), "keep_authority; keep_certificate");
    EXPECT_EQ(served, std::vector<std::string>{"certificate 2"});
    const auto& view = keeper->view();
    EXPECT_EQ(view.authority_pem, "certificate 1");
    EXPECT_EQ(view.certificate->until - view.certificate->from, days(398) - 1s);
    EXPECT_EQ(view.certificate->names.addresses, (std::vector<std::string>{"127.0.0.1", "192.168.1.5", "::1"}));
    EXPECT_EQ(view.authority->permitted.back(), "nas");
    EXPECT_FALSE(view.trusted);
}

TEST_F(KeepingCertificates, ServesWhatItHasAtTheNextStart)
{
    begin_own();
    ASSERT_EQ(look(), "");
    made();
    served.clear();

    begin_own();
    EXPECT_EQ(look(), "");
    EXPECT_EQ(look(), "");

    EXPECT_EQ(made(), "");
    EXPECT_EQ(served, std::vector<std::string>{"certificate 2"});
}

TEST_F(KeepingCertificates, RenewsTheCertificateAMonthBeforeItsEndAndKeepsTheAuthority)
{
    begin_own();
    ASSERT_EQ(look(), "");
    made();

    host.clock += days(366);
    EXPECT_EQ(look(), "");
    EXPECT_EQ(made(), "");

    host.clock += days(2);
    EXPECT_EQ(look(), "");
    EXPECT_EQ(made(), "make_certificate localhost nas nas.local");
    EXPECT_EQ(served, (std::vector<std::string>{"certificate 2", "certificate 3"}));
    EXPECT_EQ(keeper->view().authority_pem, "certificate 1");
}

TEST_F(KeepingCertificates, MakesAnotherAuthorityBeforeItsEnd)
{
    begin_own();
    ASSERT_EQ(look(), "");
    host.clock += days(3600);
    made();

    EXPECT_EQ(look(), "");

    EXPECT_EQ(made(), "make_authority Furtka on nas, 2039-11-10; make_certificate localhost nas nas.local");
}

TEST_F(KeepingCertificates, KeepsTheAuthorityWhenTheClockIsBehind)
{
    begin_own();
    ASSERT_EQ(look(), "");
    made();

    host.clock -= days(4000);
    EXPECT_EQ(look(), "");

    EXPECT_EQ(made(), "");
}

TEST_F(KeepingCertificates, FollowsTheAddressesAndTheName)
{
    begin_own();
    ASSERT_EQ(look(), "");
    made();
    boost::asio::cancellation_signal stop;
    boost::asio::co_spawn(
        io, keeper->follow_names(), boost::asio::bind_cancellation_slot(stop.slot(), [](std::exception_ptr) { }));
    run(io, sleep_for(1ms));

    names.become({.host = "server", .addresses = {"192.168.1.5", "10.0.0.7", "203.0.113.9", "fe80::1"}});
    run(io, sleep_for(5ms));

    EXPECT_EQ(made(), "make_certificate localhost server.local");
    EXPECT_EQ(keeper->view().certificate->names.addresses,
        (std::vector<std::string>{"10.0.0.7", "127.0.0.1", "192.168.1.5", "::1"}));
    EXPECT_EQ(keeper->view().left_out, std::vector<std::string>{"server"}) << "the authority is for nas";
    stop.emit(boost::asio::cancellation_type::terminal);
    run(io, sleep_for(1ms));
}

TEST_F(KeepingCertificates, GoesOnWithWhatIsServedWhenItCannotBeRenewed)
{
    begin_own();
    ASSERT_EQ(look(), "");
    host.clock += days(380);
    files.fail("keep_certificate", disk_full);

    EXPECT_EQ(look(), "disk_full");

    EXPECT_EQ(served, std::vector<std::string>{"certificate 2"});
    EXPECT_EQ(keeper->view().problem->key, "disk_full");
    EXPECT_EQ(look(), "");
    EXPECT_EQ(served.size(), 2U);
    EXPECT_FALSE(keeper->view().problem);
}

TEST_F(KeepingCertificates, DoesNotReplaceAnAuthorityThatCannotBeRead)
{
    files.fail("load", {.kind = ErrorKind::unavailable, .key = "state_unusable", .message = "no"});
    begin_own();

    EXPECT_EQ(look(), "state_unusable");
    EXPECT_EQ(made(), "");
}

TEST_F(KeepingCertificates, ServesTheOwnersFilesAndReadsThemAgain)
{
    const Lifetime life{.from = std::chrono::sys_days{std::chrono::year{2029} / 12 / 1},
        .until = std::chrono::sys_days{std::chrono::year{2030} / 3 / 1}};
    files.owners = certificates.has({.domains = {"furtka.example.org"}, .addresses = {}}, life);
    certificates.trusted = files.owners.chain;
    begin_files();
    EXPECT_EQ(look(), "");
    EXPECT_TRUE(keeper->view().trusted);
    EXPECT_EQ(keeper->view().certificate->names.domains, std::vector<std::string>{"furtka.example.org"});
    EXPECT_EQ(keeper->view().authority_pem, "");

    EXPECT_EQ(look(), "");
    EXPECT_EQ(served, std::vector<std::string>{"certificate 1"}) << "the same again is not served again";

    const auto half_written = files.owners;
    files.owners = certificates.has({.domains = {"other.example.org"}, .addresses = {}}, life);
    const auto whole = files.owners;
    files.owners.key = half_written.key;
    EXPECT_EQ(look(), "tls_pair");
    EXPECT_EQ(keeper->view().problem->key, "tls_pair");
    EXPECT_EQ(served.size(), 1U);

    files.owners = whole;
    EXPECT_EQ(look(), "");
    EXPECT_EQ(served, (std::vector<std::string>{"certificate 1", "certificate 2"}));
    EXPECT_FALSE(keeper->view().trusted);
    EXPECT_EQ(files.calls(), "") << "nothing of the owner's is kept";
}

TEST_F(KeepingCertificates, DoesNothingWhereNoHttpsIsServed)
{
    begin({});

    EXPECT_EQ(look(), "");

    EXPECT_EQ(made(), "");
    EXPECT_TRUE(served.empty());
}

} // namespace
} // namespace furtka

#include "domain/permissions.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <ranges>

using namespace furtka;

namespace {

/// An app in /srv/apps/blog on a server whose links are those of `links`.
struct Server {
    std::map<std::string, std::string> links{{"/var/run", "/run"}, {"/lib", "/usr/lib"}, {"/bin", "/usr/bin"}};

    std::string real(const std::string& path) const
    {
        for (const auto& [link, target] : std::views::reverse(links)) {
            if (path == link || path.starts_with(link + '/')) return target + path.substr(link.size());
        }
        return path;
    }
    PermissionContext context() const
    {
        return {.app_folder = "/srv/apps/blog",
            .own_files = {"docker-compose.yaml", ".furtka"},
            .own_folders = {"/srv/apps", "/srv/state"},
            .sockets = {"/opt/engine/engine.sock"},
            .real_path = [this](const std::string& path) { return real(path); }};
    }
};

ComposeModel app_model(const std::string& members, const std::string& rest = "")
{
    auto model = parse_compose_model(R"({"name":"blog","services":{"web":{)" + members + "}}" + rest + "}");
    EXPECT_TRUE(model) << model.error().message;
    return model ? *model : ComposeModel{};
}

/// `red privileged:web`, a mark each.
std::vector<std::string> marks(const ComposeModel& model, const Server& server = {})
{
    std::vector<std::string> out;
    for (const auto& mark : permission_marks(model, server.context())) {
        EXPECT_FALSE(mark.sentence.empty()) << mark.id;
        EXPECT_TRUE(mark.sentence.ends_with('.')) << mark.sentence;
        EXPECT_TRUE(mark.id.starts_with(mark.kind + ":" + mark.service)) << mark.id;
        out.push_back(fmt::format("{} {}", to_text(mark.severity), mark.id));
    }
    return out;
}

std::vector<std::string> marks(const std::string& members) { return marks(app_model(members)); }

std::string one(const std::string& members)
{
    const auto all = marks(members);
    return all.size() == 1 ? all.front() : fmt::format("{} marks", all.size());
}

std::string bind(const std::string& path, bool read_only = false)
{
    return fmt::format(R"("volumes":[{{"type":"bind","source":"{}","target":"/x","read_only":{}}}])", path, read_only);
}

/// Without the service's name.
std::string given(const std::string& path) { return one(bind(path)); }
std::string read_only(const std::string& path) { return one(bind(path, true)); }

} // namespace

TEST(Permissions, OfAnOrdinaryAppAreFew)
{
    const auto model = app_model(R"("image":"nginx","restart":"always","privileged":false,"cap_add":["CHOWN","NET_RAW"],
        "cap_drop":["ALL"],"security_opt":["no-new-privileges:true"],"ipc":"private","pid":"","devices":[],
        "ports":[{"target":80,"published":"8080","protocol":"tcp"}],
        "volumes":[{"type":"bind","source":"/srv/apps/blog/data","target":"/data"},{"type":"volume","source":"db","target":"/db"},
                   {"type":"tmpfs","target":"/tmp"}])",
        R"(,"volumes":{"db":{"name":"furtka_blog_db","external":true}})");

    EXPECT_EQ(marks(model), (std::vector<std::string>{"plain port:web:8080/tcp", "plain volume:web:furtka_blog_db"}));
}

TEST(Permissions, ThatControlTheServerAreRed)
{
    EXPECT_EQ(one(R"("privileged":true)"), "red privileged:web");
    EXPECT_EQ(one(R"("privileged":"true")"), "red privileged:web");
    EXPECT_EQ(one(R"("use_api_socket":true)"), "red engine-socket:web");
    EXPECT_EQ(one(R"("pid":"host")"), "red host-pid:web");
    EXPECT_EQ(one(R"("ipc":"host")"), "red host-ipc:web");
    EXPECT_EQ(one(R"("userns_mode":"host")"), "red host-userns:web");
    EXPECT_EQ(one(R"("device_cgroup_rules":["c 1:3 rwm"])"), "red device-rules:web:c 1:3 rwm");
    EXPECT_EQ(one(R"("volumes_from":["container:nas:ro"])"), "red foreign-folders:web:nas:ro");
    EXPECT_EQ(one(R"("volumes_from":["db"])"), "0 marks");
    EXPECT_EQ(one(R"("provider":{"type":"/usr/bin/tool"})"), "red host-program:web:/usr/bin/tool");
    EXPECT_EQ(one(R"("post_start":[{"command":["x"],"privileged":true}])"), "red privileged-hook:web:post_start");
    EXPECT_EQ(one(R"("post_start":[{"command":["x"],"privileged":false}])"), "0 marks");
}

TEST(Permissions, KnowCapabilitiesHoweverTheyAreWritten)
{
    for (const char* name : {"SYS_ADMIN", "CAP_SYS_ADMIN", "sys_admin", "cap_Sys_Admin"})
        EXPECT_EQ(one(fmt::format(R"("cap_add":["{}"])", name)), "red capability:web:SYS_ADMIN") << name;
    EXPECT_EQ(one(R"("cap_add":["all"])"), "red capability:web:ALL");
    EXPECT_EQ(one(R"("cap_add":["CAP_ALL"])"), "red capability:web:ALL");
    EXPECT_EQ(one(R"("cap_add":["net_admin"])"), "amber capability:web:NET_ADMIN");
    EXPECT_EQ(one(R"("cap_add":["SYS_NICE"])"), "amber capability:web:SYS_NICE");
    EXPECT_EQ(one(R"("cap_add":["CAP_NOT_YET_KNOWN"])"), "amber capability:web:NOT_YET_KNOWN");
    EXPECT_EQ(marks(R"("cap_add":["SYS_ADMIN","CAP_SYS_ADMIN","kill"])"),
        (std::vector<std::string>{"red capability:web:SYS_ADMIN"}));
}

TEST(Permissions, SeeThatAProtectionIsTurnedOff)
{
    EXPECT_EQ(one(R"("security_opt":["apparmor:unconfined"])"), "red unconfined:web:apparmor=unconfined");
    EXPECT_EQ(one(R"("security_opt":["seccomp=unconfined"])"), "red unconfined:web:seccomp=unconfined");
    EXPECT_EQ(one(R"("security_opt":["seccomp:Unconfined"])"), "red unconfined:web:seccomp=unconfined");
    EXPECT_EQ(one(R"("security_opt":["label:disable"])"), "red unconfined:web:label=disable");
    EXPECT_EQ(one(R"("security_opt":["label=type:spc_t"])"), "red unconfined:web:label=type:spc_t");
    EXPECT_EQ(one(R"("security_opt":["systempaths=unconfined"])"), "red unconfined:web:systempaths=unconfined");
    EXPECT_EQ(one(R"("security_opt":["seccomp=./profile.json"])"), "amber security-profile:web:seccomp");
    EXPECT_EQ(one(R"("security_opt":["no-new-privileges"])"), "0 marks");
}

TEST(Permissions, FindTheEnginesSocketAlsoBehindItsParents)
{
    EXPECT_EQ(given("/var/run/docker.sock"), "red engine-socket:web:/run/docker.sock");
    EXPECT_EQ(read_only("/var/run/docker.sock"), "red engine-socket:web:/run/docker.sock");
    EXPECT_EQ(given("/run"), "red engine-socket:web:/run");
    EXPECT_EQ(read_only("/var/run/"), "red engine-socket:web:/run");
    EXPECT_EQ(given("/srv/../var/./run//docker.sock"), "red engine-socket:web:/run/docker.sock");
    EXPECT_EQ(given("/opt/engine"), "red engine-socket:web:/opt/engine");
    EXPECT_EQ(given("/mnt/other/docker.sock"), "red engine-socket:web:/mnt/other/docker.sock");
    EXPECT_EQ(given("/run/user/1000/docker.sock"), "red engine-socket:web:/run/user/1000/docker.sock");
    EXPECT_EQ(given("/run/user/1000"), "red engine-socket:web:/run/user/1000");
    EXPECT_EQ(given("/run/user/1000/pulse"), "amber folder:web:/run/user/1000/pulse");
    EXPECT_EQ(read_only("/run/dbus"), "red system-bus:web:/run/dbus");
    EXPECT_EQ(read_only("/run/systemd"), "red system-bus:web:/run/systemd");
}

TEST(Permissions, FindSystemFoldersAndWhatHoldsThem)
{
    EXPECT_EQ(given("/"), "red whole-disk:web:/");
    EXPECT_EQ(read_only("/srv/.."), "red whole-disk:web:/");
    for (const char* path : {"/etc", "/etc/cron.d", "/boot", "/usr", "/usr/local/bin", "/root", "/proc", "/sys", "/run/udev",
             "/var/spool", "/opt/vc/lib", "/home/ada/.ssh"})
        EXPECT_EQ(given(path), fmt::format("red system-folder:web:{}", path));
    EXPECT_EQ(given("/lib/modules"), "red system-folder:web:/usr/lib/modules");
    for (const char* path : {"/etc", "/etc/shadow", "/root/.config", "/home/ada/.ssh/id_ed25519", "/etc/ssh"})
        EXPECT_EQ(read_only(path), fmt::format("red system-folder:web:{}", path)) << "reading is enough";
    for (const char* path : {"/proc", "/sys", "/usr/src", "/etc/passwd", "/run/udev"})
        EXPECT_EQ(read_only(path), fmt::format("amber system-folder:web:{}", path));
    for (const char* path : {"/var/lib/docker", "/var/lib/docker/volumes", "/var/lib", "/var", "/srv", "/srv/apps/other"}) {
        EXPECT_EQ(read_only(path), fmt::format("red other-apps:web:{}", path));
    }
    EXPECT_EQ(given("/etcetera"), "amber folder:web:/etcetera");
    EXPECT_EQ(given("/var/lib/zerotier-one"), "amber folder:web:/var/lib/zerotier-one");
    EXPECT_EQ(read_only("/mnt/media"), "plain read-folder:web:/mnt/media");
}

TEST(Permissions, FollowLinksAndRelativePaths)
{
    Server server;
    server.links["/srv/apps/blog/data"] = "/";
    server.links["/mnt/harmless"] = "/var/lib/docker";
    server.links["/srv/apps"] = "/mnt/disk/apps";
    const auto of = [&](const std::string& path) { return marks(app_model(bind(path)), server); };
    const auto only = [](std::string text) { return std::vector<std::string>{std::move(text)}; };

    EXPECT_EQ(of("/srv/apps/blog/data"), only("red whole-disk:web:/")) << "a link out of the app's folder";
    EXPECT_EQ(of("/mnt/harmless"), only("red other-apps:web:/var/lib/docker"));
    EXPECT_EQ(of("/srv/apps/blog/files"), std::vector<std::string>{}) << "the apps are kept on another disk";
    EXPECT_EQ(of("/mnt/disk/apps/blog/files"), std::vector<std::string>{});
    EXPECT_EQ(of("/mnt/disk/apps/other"), only("red other-apps:web:/mnt/disk/apps/other"));
    EXPECT_EQ(of("./files"), std::vector<std::string>{});
    EXPECT_EQ(of("../other/.env"), only("red other-apps:web:/mnt/disk/apps/other/.env"));
    EXPECT_EQ(of("../../../etc"), only("red system-folder:web:/etc"));
    EXPECT_EQ(of("~/media"), only("red system-folder:web:/root/media"));
    server.links["/etc"] = "/mnt/etc";
    EXPECT_EQ(of("/etc/cron.d"), only("red system-folder:web:/etc/cron.d")) << "as it is written, it is still the system's";
}

TEST(Permissions, AreWhatTheyAreWhereNoLinkCanBeAsked)
{
    auto context = Server().context();
    context.real_path = nullptr;

    const auto found = permission_marks(app_model(bind("/var/run/docker.sock")), context);

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, "engine-socket:web:/run/docker.sock");
}

TEST(Permissions, KeepAnAppFromItsOwnDefinition)
{
    EXPECT_EQ(given("/srv/apps/blog"), "red own-definition:web:.");
    EXPECT_EQ(given("/srv/apps/blog/docker-compose.yaml"), "red own-definition:web:docker-compose.yaml");
    EXPECT_EQ(given("/srv/apps/blog/.furtka/x"), "red own-definition:web:.furtka/x");
    EXPECT_EQ(read_only("/srv/apps/blog"), "0 marks");
    EXPECT_EQ(given("/srv/apps/blog/docker-compose.yaml.d"), "0 marks");
}

TEST(Permissions, TellDisksFromOtherDevices)
{
    const auto device = [](const char* path) {
        return one(fmt::format(R"("devices":[{{"source":"{}","target":"/dev/x","permissions":"rwm"}}])", path));
    };
    for (const char* path : {"/dev/sda", "/dev/sdb1", "/dev/nvme0n1", "/dev/vda", "/dev/mapper/root", "/dev/mem",
             "/dev/dm-0", "/dev/md127", "/dev/loop3", "/dev/disk/by-id/x", "/dev/mmcblk0", "/dev/vfio/1"})
        EXPECT_EQ(device(path), fmt::format("red raw-disk:web:{}", path));
    EXPECT_EQ(device("/dev"), "red all-devices:web:/dev");
    EXPECT_EQ(device("/dev/"), "red all-devices:web:/dev");
    for (const char* path : {"/dev/net/tun", "/dev/ttyUSB0", "/dev/kvm", "/dev/sd", "/dev/mdio", "/dev/kmsg"})
        EXPECT_EQ(device(path), fmt::format("amber device:web:{}", path));
    EXPECT_EQ(device("/dev/dri"), "amber gpu:web:/dev/dri");
    EXPECT_EQ(one(R"("devices":["/dev/sdc:/dev/x:r"])"), "red raw-disk:web:/dev/sdc");
    EXPECT_EQ(one(R"("devices":["nvidia.com/gpu=all"])"), "amber gpu:web:nvidia.com/gpu=all");
    EXPECT_EQ(given("/dev"), "red all-devices:web:/dev");
    EXPECT_EQ(read_only("/dev/disk"), "red raw-disk:web:/dev/disk");
    EXPECT_EQ(given("/dev/shm"), "amber device:web:/dev/shm");
}

TEST(Permissions, SeeADeviceBehindALink)
{
    Server server;
    server.links["/srv/stick"] = "/dev/sdb";
    const auto model = app_model(R"("devices":[{"source":"/srv/stick","target":"/dev/x"}])");
    EXPECT_EQ(marks(model, server), (std::vector<std::string>{"red raw-disk:web:/dev/sdb"}));
}

TEST(Permissions, SeeAFolderDisguisedAsAVolume)
{
    const auto volume = [](const std::string& options) {
        const auto all = marks(app_model(R"("volumes":[{"type":"volume","source":"d","target":"/d"}])",
            fmt::format(R"(,"volumes":{{"d":{{"name":"blog_d","driver":"local","driver_opts":{{{}}}}}}})", options)));
        return all.size() == 1 ? all.front() : fmt::format("{} marks", all.size());
    };
    EXPECT_EQ(volume(R"("type":"none","o":"bind","device":"/etc")"), "red system-folder:web:/etc");
    EXPECT_EQ(volume(R"("type":"none","o":"ro,rbind","device":"/var/run")"), "red engine-socket:web:/run");
    EXPECT_EQ(volume(R"("type":"none","o":"bind","device":"/srv/apps/blog/data")"), "0 marks");
    EXPECT_EQ(volume(R"("type":"ext4","device":"/dev/sdb1")"), "red raw-disk:web:/dev/sdb1");
    EXPECT_EQ(volume(R"("type":"overlay","o":"lowerdir=/etc","device":"overlay")"), "red system-mount:web:lowerdir=/etc");
    EXPECT_EQ(volume(R"("type":"proc","device":"proc")"), "red system-mount:web:proc");
    EXPECT_EQ(volume(R"("type":"nfs","o":"addr=10.0.0.2,rw","device":":/media")"), "plain network-disk:web:blog_d");
    EXPECT_EQ(volume(R"("type":"tmpfs","device":"tmpfs")"), "plain network-disk:web:blog_d");
}

TEST(Permissions, SeeVolumesOfOthers)
{
    const auto model = app_model(R"("volumes":[{"type":"volume","source":"d","target":"/d"}])",
        R"(,"volumes":{"d":{"name":"furtka_photos_db","external":true}})");
    EXPECT_EQ(marks(model), (std::vector<std::string>{"amber foreign-volume:web:furtka_photos_db"}));
}

TEST(Permissions, SeeFilesOfTheServerGivenAsConfigOrSecret)
{
    const auto model = app_model(R"("configs":[{"source":"c","target":"/c"}],"secrets":["s",{"source":"own"}])",
        R"(,"configs":{"c":{"name":"blog_c","file":"/etc/shadow"}},
           "secrets":{"s":{"file":"/home/ada/key"},"own":{"file":"/srv/apps/blog/key"},"unused":{"file":"/root/x"}})");
    EXPECT_EQ(marks(model),
        (std::vector<std::string>{"red system-folder:web:/etc/shadow", "plain read-folder:web:/home/ada/key"}));
}

TEST(Permissions, OfABuildAreSeenToo)
{
    EXPECT_EQ(marks(R"("build":{"context":"/srv/apps/blog/src","privileged":true})"),
        (std::vector<std::string>{"red privileged-build:web", "plain build:web"}));
    EXPECT_EQ(marks(R"("build":{"context":"/etc","network":"host"})"),
        (std::vector<std::string>{"red system-folder:web:/etc", "amber host-network:web:build", "plain build:web"}));
    EXPECT_EQ(marks(R"("build":{"context":"https://example.org/x.git","additional_contexts":{"k":"/root"}})"),
        (std::vector<std::string>{"red system-folder:web:/root", "plain build:web"}));
}

TEST(Permissions, ThatAppsSeldomNeedAreAmber)
{
    EXPECT_EQ(one(R"("network_mode":"host")"), "amber host-network:web");
    EXPECT_EQ(one(R"("uts":"host")"), "amber host-uts:web");
    EXPECT_EQ(one(R"("cgroup":"host")"), "amber host-cgroup:web");
    EXPECT_EQ(one(R"("cgroup_parent":"/system.slice")"), "amber cgroup-parent:web:/system.slice");
    EXPECT_EQ(one(R"("sysctls":{"net.ipv4.ip_forward":"1"})"), "amber sysctl:web:net.ipv4.ip_forward=1");
    EXPECT_EQ(one(R"("sysctls":["net.ipv4.ip_forward=1"])"), "amber sysctl:web:net.ipv4.ip_forward=1");
    EXPECT_EQ(one(R"("extra_hosts":["h=host-gateway"])"), "amber extra-host:web:h=host-gateway");
    EXPECT_EQ(one(R"("extra_hosts":{"h":["1.2.3.4"]})"), "amber extra-host:web:h=1.2.3.4");
    EXPECT_EQ(one(R"("runtime":"nvidia")"), "amber gpu:web:nvidia");
    EXPECT_EQ(one(R"("runtime":"mine")"), "amber runtime:web:mine");
    EXPECT_EQ(one(R"("runtime":"runc")"), "0 marks");
    EXPECT_EQ(one(R"("gpus":[{"count":-1}])"), "amber gpu:web:gpu");
    EXPECT_EQ(one(R"("deploy":{"resources":{"reservations":{"devices":[{"driver":"nvidia","capabilities":["gpu"]}]}}})"),
        "amber gpu:web:nvidia gpu");
    EXPECT_EQ(one(R"("pid":"container:other")"), "amber other-container:web:pid=container:other");
    EXPECT_EQ(one(R"("network_mode":"container:other")"), "amber other-container:web:network=container:other");
    EXPECT_EQ(one(R"("network_mode":"service:vpn")"), "plain joined-network:web:vpn");
    EXPECT_EQ(marks(R"("volumes":[{"type":"bind","source":"/tmp","target":"/t","bind":{"propagation":"rshared"}}])"),
        (std::vector<std::string>{"amber folder:web:/tmp", "amber shared-mounts:web:/tmp"}));
}

TEST(Permissions, SeeTheServersNetworkBehindAName)
{
    const auto network = [](const char* text) {
        return marks(app_model(R"("networks":{"n":null})", fmt::format(R"(,"networks":{{"n":{}}})", text)));
    };
    EXPECT_EQ(network(R"({"name":"host","external":true})"), (std::vector<std::string>{"amber host-network:web"}));
    EXPECT_EQ(
        network(R"({"name":"blog_n","driver":"macvlan"})"), (std::vector<std::string>{"amber lan-address:web:blog_n"}));
    EXPECT_EQ(network(R"({"name":"proxy","external":true})"), (std::vector<std::string>{"plain outside-network:web:proxy"}));
    EXPECT_EQ(network(R"({"name":"blog_n"})"), std::vector<std::string>{});
}

TEST(Permissions, JudgePortsByWhoCanReachThem)
{
    const auto port = [](const char* published, int target, const char* address = "", const char* protocol = "tcp") {
        return one(fmt::format(R"("ports":[{{"published":"{}","target":{},"host_ip":"{}","protocol":"{}"}}])", published,
            target, address, protocol));
    };
    EXPECT_EQ(port("53", 53, "", "udp"), "amber low-port:web:53/udp");
    EXPECT_EQ(port("53", 53, "0.0.0.0", "udp"), "amber low-port:web:53/udp");
    EXPECT_EQ(port("53", 53, "192.168.1.2", "udp"), "plain port:web:53/udp");
    EXPECT_EQ(port("5432", 5432), "amber database-port:web:5432/tcp");
    EXPECT_EQ(port("15432", 5432), "amber database-port:web:15432/tcp");
    EXPECT_EQ(port("5432", 5432, "127.0.0.1"), "plain port:web:5432/tcp");
    EXPECT_EQ(port("8000-8010", 80), "plain port:web:8000-8010/tcp");
    EXPECT_EQ(port("900-1100", 80), "amber low-port:web:900-1100/tcp");
    EXPECT_EQ(port("", 80), "plain port:web:80/tcp");
}

TEST(Permissions, ToKnowTheTimeAreHarmless)
{
    EXPECT_EQ(read_only("/etc/localtime"), "plain time-zone:web:/etc/localtime");
    EXPECT_EQ(given("/etc/timezone"), "amber time-zone:web:/etc/timezone");
    EXPECT_EQ(read_only("/usr/share/zoneinfo/Europe/Berlin"), "plain time-zone:web:/usr/share/zoneinfo/Europe/Berlin");
    Server server;
    server.links["/etc/localtime"] = "/usr/share/zoneinfo/UTC";
    EXPECT_EQ(marks(app_model(bind("/etc/localtime", true)), server),
        (std::vector<std::string>{"plain time-zone:web:/etc/localtime"}));
    server.links["/etc/localtime"] = "/run/docker.sock";
    EXPECT_EQ(marks(app_model(bind("/etc/localtime", true)), server),
        (std::vector<std::string>{"red engine-socket:web:/run/docker.sock"}));
}

TEST(Permissions, AreOrderedByGravityAndToldOnce)
{
    EXPECT_EQ(marks(R"("network_mode":"host","privileged":true,"cap_add":["SYS_ADMIN","SYS_ADMIN"],
        "volumes":[{"type":"bind","source":"/etc","target":"/a"},{"type":"bind","source":"/etc/","target":"/b"}])"),
        (std::vector<std::string>{
            "red capability:web:SYS_ADMIN", "red privileged:web", "red system-folder:web:/etc", "amber host-network:web"}));
}

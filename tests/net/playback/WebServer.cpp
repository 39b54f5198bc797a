// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/playback/WebServer.h"

#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "core/server/ServerFiles.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

namespace sluice::test {

namespace {

constexpr const char* kConfiguration = R"(load_module "{module}";
{user}
daemon off;
worker_processes 1;
worker_shutdown_timeout 1s;
pid "{dir}/nginx.pid";
error_log "{dir}/error.log" notice;
events {{ worker_connections 256; }}
rtmp {{
    server {{
        listen 127.0.0.1:{rtmp};
        application live {{
            live on;
            wait_key on;
            hls on;
            hls_path "{dir}/hls";
            hls_fragment 2s;
            hls_playlist_length 12s;
        }}
        application short {{
            live on;
            wait_key on;
            hls on;
            hls_path "{dir}/hls";
            hls_fragment 1s;
            hls_playlist_length 8s;
            hls_cleanup off;
            hls_continuous on;
            hls_fragment_naming system;
        }}
    }}
}}
http {{
    access_log off;
    client_body_temp_path "{dir}/temp";
    proxy_temp_path "{dir}/temp";
    fastcgi_temp_path "{dir}/temp";
    uwsgi_temp_path "{dir}/temp";
    scgi_temp_path "{dir}/temp";
    types {{ application/vnd.apple.mpegurl m3u8; video/mp2t ts; video/mp4 mp4; audio/mpeg mp3; }}
    server {{
        listen 127.0.0.1:{http};
        {tls}
        location ~ ^/hls/([a-z]*) {{
            if (-f "{dir}/busy-$1") {{ return 503; }}
            etag off;
            add_header Cache-Control no-store always;
            root "{dir}";
        }}
        location /media/ {{ root "{dir}"; }}
        location /plain/ {{ alias "{dir}/media/"; max_ranges 0; add_header Accept-Ranges none; }}
        location /slow/ {{ alias "{dir}/media/"; limit_rate 150k; }}
    }}
}}
)";

} // namespace

WebServer::WebServer(std::string folder)
    : m_folder(std::move(folder))
    , m_http(freePort())
    , m_tls(freePort())
    , m_rtmp(freePort())
{
    for (const char* sub : {"/hls", "/media", "/temp"})
        std::filesystem::create_directory(m_folder + sub);
}

WebServer::~WebServer() = default;

std::string WebServer::missing()
{
    const auto files = findServerFiles(ServerConfig());
    if (!files)
        return "Not tested: " + files.error().message();
    return hasProgram("ffmpeg") ? "" : "Not tested: the ffmpeg program is not installed.";
}

bool WebServer::makeCertificate()
{
    return hasProgram("openssl")
        && run("openssl",
            {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", m_folder + "/key.pem", "-out",
                m_folder + "/cert.pem"});
}

std::string WebServer::configuration() const
{
    const auto files = findServerFiles(ServerConfig());
    const std::string tls = m_certificate
        ? fmt::format(
              "listen 127.0.0.1:{} ssl; ssl_certificate \"{}/cert.pem\"; ssl_certificate_key \"{}/key.pem\";",
              m_tls, m_folder, m_folder)
        : "";
    return fmt::format(kConfiguration, fmt::arg("module", files->module),
        fmt::arg("user", geteuid() == 0 ? "user root;" : ""), fmt::arg("dir", m_folder),
        fmt::arg("rtmp", m_rtmp), fmt::arg("http", m_http), fmt::arg("tls", tls));
}

bool WebServer::start()
{
    if (!m_certificate)
        m_certificate = makeCertificate();
    const std::string file = m_folder + "/nginx.conf";
    writeFile(file, configuration());
    m_nginx = std::make_unique<ChildProcess>(ChildProcess::Plan{findServerFiles(ServerConfig())->nginx,
        {"-c", file, "-p", m_folder, "-e", m_folder + "/error.log"}, {}, {}, {}});
    if (waitListening(m_http, milliseconds(5000)) && waitListening(m_rtmp, milliseconds(5000)))
        return true;
    m_why = "nginx does not start: " + m_nginx->standardError();
    return false;
}

void WebServer::stop()
{
    m_nginx.reset();
}

void WebServer::setBusy(const std::string& name, bool busy)
{
    const std::string mark = m_folder + "/busy-" + name;
    if (busy)
        writeFile(mark, "");
    else
        std::filesystem::remove(mark);
}

std::string WebServer::httpUrl(const std::string& path) const
{
    return fmt::format("http://127.0.0.1:{}{}", m_http, path);
}

std::string WebServer::rtmpUrl(const std::string& path) const
{
    return fmt::format("rtmp://127.0.0.1:{}/{}", m_rtmp, path);
}

std::vector<std::string> clipArguments(int seconds, bool paced)
{
    std::vector<std::string> all{"-v", "error", "-nostdin", "-y"};
    const auto input = [&](const char* what) {
        if (paced)
            all.emplace_back("-re");
        all.insert(all.end(), {"-f", "lavfi", "-i", what});
    };
    input("testsrc2=size=320x180:rate=25");
    input("sine=frequency=440:sample_rate=48000");
    if (seconds > 0)
        all.insert(all.end(), {"-t", std::to_string(seconds)});
    all.insert(all.end(),
        {"-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25",
            "-sc_threshold", "0", "-c:a", "aac", "-ac", "2"});
    return all;
}

ChildProcess::Plan publisherOf(const std::string& rtmpUrl)
{
    std::vector<std::string> arguments = clipArguments(0, true);
    arguments.insert(arguments.end(), {"-f", "flv", rtmpUrl});
    return {"ffmpeg", std::move(arguments), {}, {}, {}};
}

bool makeClip(const std::string& path, int seconds, const std::vector<std::string>& more)
{
    std::vector<std::string> arguments = clipArguments(seconds, false);
    arguments.insert(arguments.end(), more.begin(), more.end());
    arguments.push_back(path);
    return run("ffmpeg", arguments);
}

bool run(
    const std::string& program, const std::vector<std::string>& arguments, std::chrono::milliseconds atMost)
{
    ChildProcess child({program, arguments, {}, {}, {}});
    const auto exit = child.waitExit(atMost);
    return exit && *exit == ChildProcess::Exit{0, 0};
}

bool waitListening(std::uint16_t port, std::chrono::milliseconds atMost)
{
    return waitFor(
        [port] { return LoopbackClient(port).waitConnected(milliseconds(200)); }, atMost, milliseconds(20));
}

} // namespace sluice::test

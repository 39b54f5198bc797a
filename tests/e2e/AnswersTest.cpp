// SPDX-License-Identifier: GPL-3.0-or-later
// What servers answer to a broadcast that begins, on bad days, and the one sentence that the program has for each: on
// standard error, in the report, with what to do, never a code, never the key. Every server is real: it listens.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>

#include <unistd.h>

#include <QRegularExpression>
#include <QTest>

#include "tests/e2e/AnswerCases.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TempDir.h"
#include "tests/support/TlsFront.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

using Step = RtmpScript::Step;

const std::string kKeyRefused = "The server refused the stream key. Copy it again from the service’s page.";
const std::string kKeyProbably
    = "127.0.0.1 ended the connection right after the start, so the stream key was probably "
      "refused. Copy it again from the service’s page.";
const std::string kNameInUse
    = "Somebody is already streaming as “live/***”. Choose another name, or end the other stream.";
const std::string kPathProbably
    = "127.0.0.1 ended the connection when it heard the path “live”, so it probably does not "
      "know it. Check the part of the address before the stream key.";
const std::string kWithoutWords
    = "The server refused the stream and did not say why. Check the address and the stream key.";
const std::string kLogin
    = "127.0.0.1 wants a user name and a password. Write them in front of it in the address: "
      "name:password@127.0.0.1";
const std::string kNotRtmp
    = "127.0.0.1 took the connection and ended it without speaking RTMP. Check the port, and "
      "whether the address is to begin with rtmp or rtmps.";
const std::string kNoTls
    = "No encrypted connection could be made with 127.0.0.1. Check the address, or ask whether the "
      "server offers TLS on this port.";
const std::string kSelfSigned
    = "Nobody but 127.0.0.1 itself vouches for its certificate, so nothing was sent. If the server is yours, make its "
      "certificate known to this computer, or name it in the variable SSL_CERT_FILE; otherwise check the address.";
const std::string kUnknownIssuer
    = "The certificate of 127.0.0.1 was issued by “Sluice test authority”, whom this computer does not trust, so "
      "nothing was sent. Check the address; if you trust the issuer, make it known to this computer, or name its "
      "certificate in the variable SSL_CERT_FILE.";

const std::string kWrongName
    = "The server shows a certificate that is not made out to 127.0.0.1, so nothing was sent. Check the address.";

} // namespace

class AnswersTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        addLater();
        addSilence();
        addRefusals();
        addLogins();
        addStrangers();
        addTls();
        addNginx();
        m_cases.run();
    }

    void everyAnswerHasItsSentence_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < m_cases.all().size(); ++i)
            QTest::newRow(m_cases.all()[i].name.c_str()) << static_cast<int>(i);
    }
    void everyAnswerHasItsSentence()
    {
        QFETCH(const int, index);
        const Case& one = m_cases.all()[static_cast<std::size_t>(index)];
        const Outcome& outcome = m_cases.outcome(static_cast<std::size_t>(index));
        std::printf("  %4.1f s  %-44s %s: %s\n", outcome.seconds, one.name.c_str(), outcome.category.c_str(),
            outcome.said.c_str());
        QCOMPARE(outcome.status, one.sentence.empty() ? 0 : 1);
        QCOMPARE(QString::fromStdString(outcome.said), QString::fromStdString(one.sentence));
        QCOMPARE(QString::fromStdString(outcome.reported), QString::fromStdString(one.sentence));
        QCOMPARE(QString::fromStdString(outcome.category), QString::fromStdString(one.category));
        QVERIFY(outcome.everything.find(kKey) == std::string::npos);
        QVERIFY(outcome.everything.find("tell-nobody") == std::string::npos);
        QVERIFY(outcome.seconds < one.within);
        const QRegularExpression code(
            QStringLiteral("NetStream|NetConnection|AccessManager|errno|(?<!\\d)-\\d{2,}|\\[ "));
        QVERIFY(!code.match(QString::fromStdString(outcome.said)).hasMatch());
        if (one.afterwards) {
            const std::string wrong = one.afterwards();
            QVERIFY2(wrong.empty(), wrong.c_str());
        }
    }

    // Without these programs their answers are left out above.
    void openssl()
    {
        if (!hasProgram("openssl"))
            QSKIP("openssl is not installed");
    }
    void nginx()
    {
        if (!hasNginx())
            QSKIP("nginx with its RTMP module is not installed");
    }

private:
    static bool hasNginx()
    {
        return hasProgram("nginx") && std::filesystem::exists("/usr/lib/nginx/modules/ngx_rtmp_module.so");
    }
    void addSilence();
    void addRefusals();
    void addLogins();
    void addStrangers();
    void addTls();
    void addNginx();
    void addLater();

    Cases m_cases;
};

// What comes while it is live, or was: these take longest.
void AnswersTest::addLater()
{
    RtmpScript loses; // longer than a service would take to refuse a key
    loses.endAfterStart = milliseconds(3500);
    loses.endByReset = true;
    const auto refuses = [](const char* code) {
        RtmpScript script;
        script.publishCode = code;
        script.description.clear();
        return script;
    };
    RtmpScript closes;
    closes.resetAt = Step::Publish;
    const auto add = [this](const char* name, std::vector<RtmpScript> scripts, const char* category,
                         const std::string& sentence, int forSeconds, std::size_t connections) {
        auto server = std::make_shared<FakeRtmpServer>();
        server->setScripts(std::move(scripts));
        const auto afterwards = [server, connections]() -> std::string {
            const std::size_t came = server->connections().size();
            if (connections > 0 && came != connections)
                return std::to_string(came) + " connections were made";
            const bool arrives = server->messages(static_cast<int>(came) - 1).size() > 50;
            return arrives || connections == 0 || connections == 2 ? "" : "the last one got nothing";
        };
        m_cases.add({name, at("rtmp", *server), category, sentence, server, {}, afterwards, forSeconds,
            static_cast<double>(forSeconds) + 4});
    };
    if (qEnvironmentVariableIsSet("SLUICE_TEST_LONG"))
        add("live, lost, the name stays in use", {loses, refuses("NetStream.Publish.BadName")}, "server",
            kNameInUse, 75, 0);
    add("live, lost, the name in use for a while",
        {loses, refuses("NetStream.Publish.BadName"), refuses("NetStream.Publish.BadName"), {}}, "", "", 9,
        4);
    add("live, lost, closed without a word, back", {loses, closes, {}}, "", "", 8, 3);
    add("live, lost, the key is refused", {loses, refuses("NetStream.Publish.Denied")}, "auth", kKeyRefused,
        8, 2);
}

void AnswersTest::addSilence()
{
    const std::string silent
        = "127.0.0.1 accepted the connection but sent nothing for 8 s. It may be overloaded or not "
          "a media server; try again or check the address.";
    const std::string far
        = " could not be reached in time. Check the address, your network connection and any firewall.";
    for (const auto& [name, step] :
        std::initializer_list<std::pair<const char*, Step>>{{"no handshake", Step::Handshake},
            {"no answer to connect", Step::Connect}, {"no answer to publish", Step::Publish}})
        m_cases.script(name, "network", silent, [at = step](RtmpScript& s) { s.silentAt = at; });
    auto hole = std::make_shared<UnreachablePort>();
    m_cases.add({"a black hole", at("rtmp", *hole), "network",
        "127.0.0.1:" + std::to_string(hole->port()) + far, hole, {}, {}});
    m_cases.add({"a look-up that hangs", "rtmp://hangs.invalid/live", "network", "hangs.invalid" + far, {},
        {{"LD_PRELOAD", HANGING_LOOKUP}}, {}});
}

void AnswersTest::addRefusals()
{
    const auto connect = [this](const char* name, const char* category, const std::string& sentence,
                             const char* code, const char* description) {
        m_cases.script(name, category, sentence, [=](RtmpScript& s) {
            s.connectCode = std::string("NetConnection.Connect.") + code;
            s.description = description;
        });
    };
    const auto said = [](const std::string& words) {
        return "The server refused the stream: " + words + ". Check the address and the stream key.";
    };
    connect("connect: an error with words", "server", said("too many publishers"), "Failed",
        "too many publishers");
    connect("connect: an error without words", "server", kWithoutWords, "Failed", "");
    connect("connect: rejected", "server", said("Connection rejected"), "Rejected", "Connection rejected");
    // FFmpeg keeps the code to itself: the words are all that is heard of it.
    connect("connect: no such app", "server",
        "The server does not know the path “live”. Check the part of the address before the stream key.",
        "InvalidApp", "application not found: 'live'");
    connect("connect: Adobe's authentication", "auth", kLogin, "Rejected",
        "[ AccessManager.Reject ] : [ authmod=adobe ] : ");
    connect("connect: Adobe's, code 403", "auth", kLogin, "Rejected",
        "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ");
    connect("connect: code 403 without a method", "auth", kLogin, "Rejected",
        "[ AccessManager.Reject ] : [ code=403 need auth ] : ");
    const auto publish = [this](const char* name, const char* category, const std::string& sentence,
                             const char* code, const char* description) {
        m_cases.script(name, category, sentence, [=](RtmpScript& s) {
            s.publishCode = std::string("NetStream.Publish.") + code;
            s.description = description;
        });
    };
    publish("publish: name in use", "server", kNameInUse, "BadName", "");
    publish("publish: name in use, with words", "server", kNameInUse, "BadName", "Already publishing");
    publish("publish: name in use, in other words", "server", kNameInUse, "BadName",
        "The stream is being published by somebody else.");
    publish("publish: name in use, nothing but the name", "server", kNameInUse, "BadName", kKey.c_str());
    publish("publish: denied", "auth", kKeyRefused, "Denied", "");
    publish("publish: denied, with words", "auth", kKeyRefused, "Denied", "publish denied");
    publish("publish: rejected", "auth", kKeyRefused, "Rejected", "");
    publish("publish: unauthorized", "auth", kKeyRefused, "Unauthorized", "");
    publish("publish: failed", "server", kWithoutWords, "Failed", "");
    publish("publish: words of its own", "server", said("No tea for live/***"), "Failed",
        ("No tea for live/" + kKey + ".").c_str());
    m_cases.script("closed soon after the start", "auth", kKeyProbably,
        [](RtmpScript& s) { s.endAfterStart = milliseconds(300); });
    m_cases.script("reset soon after the start", "auth", kKeyProbably, [](RtmpScript& s) {
        s.endAfterStart = milliseconds(300);
        s.endByReset = true;
    });
    m_cases.script("reset at once", "server", kNotRtmp, [](RtmpScript& s) { s.resetAt = Step::Accept; });
    m_cases.script(
        "reset in the handshake", "server", kNotRtmp, [](RtmpScript& s) { s.resetAt = Step::Handshake; });
    m_cases.script(
        "reset at connect", "server", kPathProbably, [](RtmpScript& s) { s.resetAt = Step::Connect; });
    m_cases.script("reset at createStream", "server",
        "127.0.0.1 closed the connection. Check the address and stream name, and try again.",
        [](RtmpScript& s) { s.resetAt = Step::CreateStream; });
    m_cases.script(
        "reset at publish", "auth", kKeyProbably, [](RtmpScript& s) { s.resetAt = Step::Publish; });
}

// Adobe's way: refused, refused with a challenge, and taken with the right answer to it.
std::vector<RtmpScript> adobeLogin(bool right)
{
    const auto refuses = [](const char* words) {
        RtmpScript script;
        script.connectCode = "NetConnection.Connect.Rejected";
        script.description = std::string("[ AccessManager.Reject ] : [ ") + words;
        return script;
    };
    return {refuses("code=403 need auth; authmod=adobe ] : "),
        refuses(
            "authmod=adobe ] : ?reason=needauth&user=me&salt=b3JhbmdlcQ==&challenge=c2x1aWNlMQ==&opaque=b3BhcXVlMQ=="),
        right ? RtmpScript() : refuses("authmod=adobe ] : ?reason=authfailed&opaque=b3BhcXVlMQ==")};
}

void AnswersTest::addLogins()
{
    const auto login = [](const std::string& scheme) { return scheme + "://me:tell-nobody@127.0.0.1:"; };
    for (const bool right : {true, false}) {
        auto server = std::make_shared<FakeRtmpServer>();
        server->setScripts(adobeLogin(right));
        m_cases.add({right ? "a login that is right" : "a login that is wrong",
            login("rtmp") + std::to_string(server->port()) + "/live", right ? "" : "auth",
            right ? "" : "127.0.0.1 refused the user name or the password. Check both in the address.",
            server, {}, [server, right]() -> std::string {
                return server->messages().size() > 50 || !right ? "" : "the stream did not arrive";
            }});
    }
}

void AnswersTest::addStrangers()
{
    auto web = std::make_shared<ResettingServer>(ResettingServer::When::AfterFirstBytes,
        "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nConnection: close\r\n\r\n<html>400</html>");
    m_cases.add({"a web server", at("rtmp", *web), "server", kNotRtmp, web, {}, {}});
    const std::string nobody = "127.0.0.1:" + std::to_string(freePort());
    m_cases.add({"a port that is closed", "rtmp://" + nobody + "/live", "network",
        "Nothing answers at " + nobody + ". Check the address and port, and that the server is running.", {},
        {}, {}});
    m_cases.add({"a host that is not there", "rtmp://nobody.invalid/live", "network",
        "There is no computer called “nobody.invalid”. Check the spelling of the address and your network connection.",
        {}, {{"LD_PRELOAD", HANGING_LOOKUP}}, {}});
}

// Six seconds of picture, as a file that an RTMP server plays.
std::vector<std::uint8_t> shortClip()
{
    TempDir folder;
    ChildProcess maker({"ffmpeg",
        {"-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration=6",
            "-c:v", "libx264", "-preset", "ultrafast", "-g", "10", folder.file("clip.flv")},
        {}, {}, {}});
    maker.waitExit(seconds(20));
    const std::string bytes = readFile(folder.file("clip.flv"));
    return {bytes.begin(), bytes.end()};
}

void AnswersTest::addTls()
{
    if (!hasProgram("openssl"))
        return;
    auto certificates = std::make_shared<TestCertificates>();
    const std::map<std::string, std::string> trusting{{"SSL_CERT_FILE", certificates->authority()}};
    struct Secured {
        Secured(std::shared_ptr<TestCertificates> made, const TestCertificates::Pair& pair,
            TlsFront::Offers offers)
            : certificates(std::move(made))
            , front(server.port(), pair, offers)
        { }
        std::shared_ptr<TestCertificates> certificates;
        FakeRtmpServer server;
        TlsFront front;
        std::uint16_t port() const { return front.port(); }
    };
    const auto make
        = [&](const TestCertificates::Pair& pair, TlsFront::Offers offers = TlsFront::Offers::Usual) {
              return std::make_shared<Secured>(certificates, pair, offers);
          };
    const auto refuse = [&](const char* name, const std::shared_ptr<Secured>& secured,
                            const std::string& sentence,
                            const std::map<std::string, std::string>& environment) {
        m_cases.add(
            {name, at("rtmps", *secured), "tls", sentence, secured, environment, [secured]() -> std::string {
                 if (secured->front.deciphered() > 0 || !secured->server.messages().empty())
                     return "something was sent to it";
                 return secured->front.connections() > 0 ? "" : "nobody came";
             }});
    };
    const auto good = certificates->issue("good", "IP:127.0.0.1");
    refuse("TLS: self-signed", make(certificates->selfSigned("IP:127.0.0.1")), kSelfSigned, trusting);
    refuse("TLS: of an authority nobody knows", make(good), kUnknownIssuer, {});
    const TestCertificates::Pair old = certificates->issue("old", "IP:127.0.0.1", -1);
    refuse("TLS: expired", make(old),
        "The certificate of 127.0.0.1 expired on " + certificates->endOf(old)
            + ", so nothing was sent. Check the date of this computer; if it is right, whoever runs the server has to "
              "renew the certificate.",
        trusting);
    const TestCertificates::Pair early = certificates->issueLater("early", "IP:127.0.0.1");
    refuse("TLS: not valid yet", make(early),
        "The certificate of 127.0.0.1 is not valid before " + certificates->beginOf(early)
            + ", so nothing was sent. Check the date of this computer; if it is right, ask who runs the server.",
        trusting);
    refuse(
        "TLS: another name", make(certificates->issue("other", "DNS:other.example")), kWrongName, trusting);
    refuse("TLS: only old versions", make(good, TlsFront::Offers::OnlyOldVersions),
        "127.0.0.1 and this computer agree on no way to encrypt, so nothing was sent. The server may be too old, or want "
        "a certificate of yours: ask who runs it.",
        trusting);
    auto swapped = make(good);
    swapped->server.setScripts(adobeLogin(true));
    swapped->front.setLaterPair(certificates->selfSigned("IP:127.0.0.1"));
    m_cases.add({"TLS: a login, then another certificate",
        "rtmps://me:tell-nobody@127.0.0.1:" + std::to_string(swapped->port()) + "/live", "server",
        "The server refused the stream: it wants a user name and a password, which Sluice can give over rtmp only, not "
        "over rtmps. Check the address and the stream key.",
        swapped, trusting, [swapped]() -> std::string {
            return swapped->front.connections() == 1 ? ""
                                                     : "there was another connection, and nobody verified it";
        }});
    auto plain = std::make_shared<FakeRtmpServer>();
    m_cases.add({"TLS: an RTMP server without it", at("rtmps", *plain), "tls", kNoTls, plain, trusting, {}});
    auto web = std::make_shared<ResettingServer>(
        ResettingServer::When::AfterFirstBytes, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    m_cases.add({"TLS: a web server without it", at("rtmps", *web), "tls", kNoTls, web, trusting, {}});
    auto secured = make(good);
    m_cases.add(
        {"a TLS server, asked without TLS", at("rtmp", *secured), "server", kNotRtmp, secured, {}, {}});
    secured = make(good);
    m_cases.add(
        {"TLS: all is well", at("rtmps", *secured), "", "", secured, trusting, [secured]() -> std::string {
             return secured->server.messages().size() > 100 ? "" : "the stream did not arrive";
         }});
    const auto view = [&](const char* name, const std::shared_ptr<Secured>& opened,
                          const std::string& sentence, std::function<std::string()> afterwards) {
        Case one{name, at("rtmps", *opened), sentence.empty() ? "" : "tls", sentence, opened, trusting,
            std::move(afterwards)};
        one.watch = true;
        m_cases.add(one);
    };
    const auto nothingSent = [](const std::shared_ptr<Secured>& to) {
        return [to]() -> std::string { return to->front.deciphered() > 0 ? "something was sent to it" : ""; };
    };
    auto stranger = make(certificates->selfSigned("IP:127.0.0.1"));
    view("TLS, watching: self-signed", stranger, kSelfSigned, nothingSent(stranger));
    auto misnamed = make(certificates->issue("third", "DNS:other.example"));
    view("TLS, watching: another name", misnamed, kWrongName, nothingSent(misnamed));
    auto plays = make(good);
    RtmpScript script;
    script.playFlv = shortClip();
    plays->server.setScript(script);
    view("TLS, watching: all is well", plays, "", [plays]() -> std::string {
        const auto came = plays->server.connections();
        return !came.empty() && came.front().playing ? "" : "it was not played";
    });
}

// The real server: it says little.
void AnswersTest::addNginx()
{
    if (!hasNginx())
        return;
    struct Nginx {
        TempDir folder;
        std::uint16_t rtmp = freePort();
        std::uint16_t http = freePort();
        std::unique_ptr<ChildProcess> program, publisher;
        std::uint16_t port() const { return rtmp; }
    };
    auto nginx = std::make_shared<Nginx>();
    const std::string loopback = "127.0.0.1:";
    writeFile(nginx->folder.path() / "nginx.conf",
        "load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;\n"
        "daemon off; master_process off; pid pid; error_log error.log;\n"
            + std::string(geteuid() == 0 ? "user root;\n" : "")
            + "events { worker_connections 64; }\n"
              "http { access_log off; client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; "
              "uwsgi_temp_path temp; scgi_temp_path temp; server { listen "
            + loopback + std::to_string(nginx->http)
            + "; location / { return 403; } } }\n"
              "rtmp { access_log off; server { listen "
            + loopback + std::to_string(nginx->rtmp)
            + "; application live { live on; }\napplication keyed { live on; on_publish http://" + loopback
            + std::to_string(nginx->http) + "/; } } }\n");
    nginx->program = std::make_unique<ChildProcess>(ChildProcess::Plan{
        "nginx", {"-p", nginx->folder.path().string(), "-c", "nginx.conf", "-e", "error.log"}, {}, {}, {}});
    // Written once it listens.
    QVERIFY(waitFor([&] { return std::filesystem::exists(nginx->folder.file("pid")); }, seconds(10)));
    const std::string where = "rtmp://" + loopback + std::to_string(nginx->rtmp);
    nginx->publisher = std::make_unique<ChildProcess>(ChildProcess::Plan{"ffmpeg",
        {"-hide_banner", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10",
            "-c:v", "libx264", "-preset", "ultrafast", "-f", "flv", "-progress", "pipe:1",
            where + "/live/" + kKey},
        {}, {}, {}});
    QVERIFY(nginx->publisher->waitOutput("progress=continue", seconds(10)));
    m_cases.add({"nginx: the name is in use", where + "/live", "server", kNameInUse, nginx, {}, {}});
    m_cases.add({"nginx: no such app", where + "/other", "server",
        "127.0.0.1 ended the connection when it heard the path “other”, so it probably does not know it. Check the part "
        "of the address before the stream key.",
        nginx, {}, {}});
    m_cases.add({"nginx: told not to take it", where + "/keyed", "auth", kKeyProbably, nginx, {}, {}});
}

QTEST_GUILESS_MAIN(AnswersTest)
#include "AnswersTest.moc"

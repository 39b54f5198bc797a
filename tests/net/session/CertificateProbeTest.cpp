// SPDX-License-Identifier: GPL-3.0-or-later
// Asking a server's certificate what is wrong with it: what each fault is called, also by several threads at once,
// and how soon a server that says nothing is left. The sentences are in e2e_answers.
#include <optional>
#include <thread>
#include <vector>

#include <QTest>

#include "core/base/Clock.h"
#include "core/session/CertificateProbe.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/Loopback.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TlsFront.h"

using namespace sluice;
using namespace sluice::test;

class CertificateProbeTest : public QObject {
    Q_OBJECT
private slots:
    void eachFaultHasItsName()
    {
        if (!hasProgram("openssl"))
            QSKIP("openssl is not installed");
        TestCertificates certificates;
        struct Case {
            TestCertificates::Pair pair;
            ErrorCode code;
            QString argument; // the second one
        };
        const auto old = certificates.issue("old", "IP:127.0.0.1", -1);
        const auto early = certificates.issueLater("early", "IP:127.0.0.1");
        const auto good = certificates.issue("good", "IP:127.0.0.1");
        const auto other = certificates.issue("other", "DNS:other.example");
        const auto alone = certificates.selfSigned("IP:127.0.0.1");
        const auto trusting = [&](const Case& one) { return one.code != ErrorCode::TlsUnknownIssuer; };
        std::vector<Case> cases{{old, ErrorCode::TlsExpired, QString::fromStdString(certificates.endOf(old))},
            {early, ErrorCode::TlsNotYetValid, QString::fromStdString(certificates.beginOf(early))},
            {alone, ErrorCode::TlsSelfSigned, {}}, {other, ErrorCode::TlsWrongName, {}},
            {good, ErrorCode::TlsUnknownIssuer, QStringLiteral("Sluice test authority")}};
        for (const bool known : {true, false}) {
            qputenv("SSL_CERT_FILE", known ? certificates.authority().c_str() : "/dev/null");
            std::vector<std::thread> threads;
            std::vector<std::optional<Error>> found(cases.size());
            std::vector<std::unique_ptr<TlsFront>> fronts;
            threads.reserve(cases.size());
            fronts.reserve(cases.size());
            for (const Case& one : cases)
                fronts.push_back(std::make_unique<TlsFront>(freePort(), one.pair));
            for (std::size_t i = 0; i < cases.size(); ++i)
                threads.emplace_back([&, i] { found[i] = m_ask(urlOf(fronts[i]->port()), {}); });
            for (std::thread& thread : threads)
                thread.join();
            for (std::size_t i = 0; i < cases.size(); ++i) {
                QCOMPARE(fronts[i]->deciphered(), std::int64_t(0)); // nothing but the handshake
                if (trusting(cases[i]) != known)
                    continue;
                QVERIFY(found[i]);
                QCOMPARE(found[i]->code(), cases[i].code);
                QVERIFY2(QString::fromStdString(found[i]->message()).contains(cases[i].argument),
                    found[i]->message().c_str());
            }
        }
        qputenv("SSL_CERT_FILE", certificates.authority().c_str());
        TlsFront sound(freePort(), good);
        QVERIFY(!m_ask(urlOf(sound.port()), {}));
        QCOMPARE(sound.deciphered(), std::int64_t(0));
    }

    void whatDoesNotAnswerIsLeft()
    {
        const SilentServer silent;
        TimePoint began = m_clock.now();
        StopSource stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(milliseconds(200));
            began = m_clock.now();
            stop.request_stop();
        });
        QVERIFY(!m_ask(urlOf(silent.port()), stop.get_token()));
        QVERIFY(m_clock.now() - began < milliseconds(300));
        began = m_clock.now();
        QVERIFY(!m_ask(urlOf(silent.port()), {}));
        const Duration took = m_clock.now() - began;
        QVERIFY(took >= kTlsReasonPatience - milliseconds(200) && took < kTlsReasonPatience + seconds(2));
        QVERIFY(!m_ask(urlOf(freePort()), {}));
        const ResettingServer resets;
        QVERIFY(!m_ask(urlOf(resets.port()), {}));
    }

    void onlyWhatIsNotTrustedIsAskedAbout()
    {
        int asked = 0;
        const TlsReason ask = [&asked](const Url& url, const StopToken&) -> std::optional<Error> {
            ++asked;
            return url.host == "old" ? std::optional(Error(ErrorCode::TlsExpired, {url.host, "2020-01-01"}))
                                     : std::nullopt;
        };
        const Error untrusted(ErrorCode::TlsUntrusted, {"old"});
        QCOMPARE(withTlsReason(untrusted, "rtmps://old/live/x", ask, {}).code(), ErrorCode::TlsExpired);
        QCOMPARE(withTlsReason(untrusted, "rtmps://other/live/x", ask, {}).code(), ErrorCode::TlsUntrusted);
        QCOMPARE(asked, 2);
        QCOMPARE(withTlsReason(untrusted, "rtmps://old/live/x", {}, {}).code(), ErrorCode::TlsUntrusted);
        QCOMPARE(withTlsReason(Error(ErrorCode::TlsFailed, {"old"}), "rtmps://old/live/x", ask, {}).code(),
            ErrorCode::TlsFailed);
        QCOMPARE(asked, 2);
    }

private:
    static Url urlOf(std::uint16_t port)
    {
        return *Url::parse("rtmps://127.0.0.1:" + std::to_string(port) + "/live/x");
    }

    SystemClock m_clock;
    Resolver m_resolver;
    TlsReason m_ask = tlsReasonOf(m_resolver);
};

QTEST_GUILESS_MAIN(CertificateProbeTest)
#include "CertificateProbeTest.moc"

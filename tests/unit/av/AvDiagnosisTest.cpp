// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>

#include <QtTest>

extern "C" {
#include <libavutil/error.h>
}

#include "core/av/AvDiagnosis.h"

using namespace sluice;

namespace {

using Phase = AvFailure::Phase;

AvFailure base(const char* url = "rtmp://stream.example:1935/live/secret-key?token=abcdef")
{
    AvFailure f;
    f.phase = Phase::Publishing;
    f.code = AVERROR_UNKNOWN;
    f.connected = true;
    f.url = *Url::parse(url);
    f.deadline = seconds(3);
    return f;
}

ErrorCode codeOf(const AvFailure& f)
{
    return diagnose(f).code();
}

} // namespace

class AvDiagnosisTest : public QObject {
    Q_OBJECT

private slots:
    void asksInTheRightOrder()
    {
        AvFailure f = base();
        f.words = "Server error: Already publishing";
        QCOMPARE(codeOf(f), ErrorCode::NameInUse);
        f.code = AVERROR(ECONNREFUSED);
        QCOMPARE(codeOf(f), ErrorCode::ConnectionRefused);
        f.ioError = AVERROR(EHOSTUNREACH);
        QCOMPARE(codeOf(f), ErrorCode::NetworkUnreachable);
        f.deadlinePassed = true;
        QCOMPARE(codeOf(f), ErrorCode::ServerSilent);
        f.stopped = true;
        QCOMPARE(codeOf(f), ErrorCode::Cancelled);
    }

    // A whole address that was given a second key has its own within the application.
    void aKeyInTheApplicationIsNotSaid()
    {
        for (const char* words : {"Server error: Already publishing", "Server error: Application not found",
                 "Server error: no live/first-secret here", ""}) {
            AvFailure f = base("rtmp://stream.example/live/first-secret//second-secret");
            f.words = words;
            const Error error = diagnose(f);
            const std::string said = error.message() + error.detail();
            QVERIFY2(said.find("secret") == std::string::npos, said.c_str());
        }
    }

    void understandsRtmpRefusals_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("code");
        const auto row
            = [](const char* words, ErrorCode code) { QTest::newRow(words) << words << int(code); };
        row("Server error: NetStream.Play.StreamNotFound", ErrorCode::NoSuchStream);
        row("Server error: No such stream", ErrorCode::NoSuchStream);
        row("Server error: NetStream.Publish.BadName", ErrorCode::NameInUse);
        row("Server error: Stream already published", ErrorCode::NameInUse);
        row("Server error: secret-key is being published by 10.0.0.7", ErrorCode::NameInUse);
        row("Server error: NetStream.Publish.Denied", ErrorCode::KeyRefused);
        row("Server error: NetStream.Publish.Rejected", ErrorCode::KeyRefused);
        row("Incorrect username/password\nServer error: x", ErrorCode::KeyRefused);
        row("Server error: NetConnection.Connect.InvalidApp", ErrorCode::PathRefused);
        row("Server error: out of coffee", ErrorCode::ServerRefused);
        row("Server error: NetStream.Publish.Failed", ErrorCode::RefusedWithoutWords);
        row("Server error:", ErrorCode::RefusedWithoutWords);
        row("Server error: [ AccessManager.Reject ] : [ authmod=adobe ]\nNo credentials set",
            ErrorCode::LoginNeeded);
        row("", ErrorCode::NotRtmp);
    }
    void understandsRtmpRefusals()
    {
        QFETCH(QString, words);
        QFETCH(int, code);
        AvFailure f = base();
        f.words = words.toStdString();
        QCOMPARE(int(codeOf(f)), code);
    }

    // libavformat keeps the code to itself where there is a description, and Red5's is the name.
    void nothingButTheNameMeansThatItIsInUse()
    {
        AvFailure f = base();
        f.rtmpStage = RtmpStage::Asking;
        for (const char* words : {"Server error: secret-key", "Server error: secret-key?token=abcdef"}) {
            f.words = words;
            QCOMPARE(codeOf(f), ErrorCode::NameInUse);
        }
        f.words = "Server error: no secret-key";
        QCOMPARE(codeOf(f), ErrorCode::ServerRefused);
        f.words = "Server error: secret-key";
        f.rtmpStage = RtmpStage::Connecting; // no name was given yet
        QCOMPARE(codeOf(f), ErrorCode::ServerRefused);
    }

    void tellsByTheStageWhatAServerDidNotLike()
    {
        AvFailure f = base();
        f.code = AVERROR(EIO);
        const auto codeAt = [&](RtmpStage stage) {
            f.rtmpStage = stage;
            return codeOf(f);
        };
        QCOMPARE(codeAt(RtmpStage::None), ErrorCode::NotRtmp);
        QCOMPARE(codeAt(RtmpStage::Connecting), ErrorCode::PathProbablyRefused);
        QCOMPARE(codeAt(RtmpStage::Creating), ErrorCode::ServerClosed);
        QCOMPARE(codeAt(RtmpStage::Asking), ErrorCode::KeyProbablyRefused);
        f.phase = Phase::Opening; // a viewer has no key
        QCOMPARE(codeAt(RtmpStage::Asking), ErrorCode::ServerClosed);
        f.connected = false;
        QCOMPARE(codeAt(RtmpStage::None), ErrorCode::ServerClosed);
        f.code = AVERROR(ECONNRESET); // it was made, and ended before anybody looked
        QCOMPARE(codeAt(RtmpStage::None), ErrorCode::NotRtmp);
    }

    void aLoginThatWasGivenIsTheOneRefused()
    {
        AvFailure f = base("rtmp://me:pass@stream.example/live/secret-key");
        for (const char* words :
            {"Server error: x\nIncorrect username/password", "Server error: x\nAuthentication failed",
                "Server error: [ AccessManager.Reject ] : [ authmod=adobe ]"}) {
            f.words = words;
            QCOMPARE(codeOf(f), ErrorCode::LoginRefused);
        }
    }

    void theKeyIsNowhere()
    {
        for (const char* words : {"Server error: unknown stream secret-key?token=abcdef",
                 "Server error: Already publishing secret-key",
                 "Cannot open rtmp://stream.example/live/secret-key"}) {
            AvFailure f = base();
            f.words = words;
            const Error error = diagnose(f);
            for (const std::string& text : {error.message(), error.detail()}) {
                QVERIFY2(text.find("secret-key") == std::string::npos, text.c_str());
                QVERIFY2(text.find("abcdef") == std::string::npos, text.c_str());
            }
        }
    }

    void aViewersTokenIsNowhereEither()
    {
        AvFailure f = base("rtmp://stream.example/live/show?token=abcdef&x=1");
        f.phase = Phase::Opening;
        f.words = "Server error: no coffee for abcdef";
        const Error error = diagnose(f);
        QVERIFY(error.message().find("no coffee for ***") != std::string::npos);
        QVERIFY(error.detail().find("abcdef") == std::string::npos);
    }

    void tellsSilenceFromAbsence()
    {
        AvFailure f = base("http://radio.example:8000/stream");
        f.phase = Phase::Opening;
        f.deadlinePassed = true;
        QCOMPARE(codeOf(f), ErrorCode::ServerSilent);
        QVERIFY(diagnose(f).message().find("3 s") != std::string::npos);
        f.connected = false;
        QCOMPARE(codeOf(f), ErrorCode::ConnectionTimedOut);
        QVERIFY(diagnose(f).message().find("radio.example:8000") != std::string::npos);
    }

    void saysHowLongItWaitedInRoundNumbers()
    {
        AvFailure f = base();
        f.deadlinePassed = true;
        const auto says = [&](Duration waited, const char* text) {
            f.deadline = waited;
            return diagnose(f).message().find(text) != std::string::npos;
        };
        QVERIFY(says(Duration(7'999'970), " for 8 s."));
        QVERIFY(says(Duration(8'000'031), " for 8 s."));
        QVERIFY(says(milliseconds(297), " for 0.3 s."));
        QVERIFY(says(Duration(1), " for 0.1 s."));
    }

    void repeatsTheHttpStatus()
    {
        AvFailure f = base("http://media.example/a.mp4");
        f.phase = Phase::Opening;
        f.code = AVERROR_HTTP_NOT_FOUND;
        f.words = "HTTP error 404 Not Found\n";
        QCOMPARE(codeOf(f), ErrorCode::HttpStatus);
        QVERIFY(diagnose(f).message().find("404 Not Found") != std::string::npos);
        f.code = AVERROR_HTTP_SERVER_ERROR;
        f.words = "HTTP error 503 Service Unavailable";
        QVERIFY(diagnose(f).message().find("503 Service Unavailable") != std::string::npos);
    }

    void knowsTlsTrouble()
    {
        AvFailure f = base("rtmps://stream.example/live/key");
        f.code = AVERROR(EIO);
        f.words = "The certificate's owner does not match hostname stream.example";
        QCOMPARE(codeOf(f), ErrorCode::TlsWrongName);
        f.words = "Peer certificate failed verification";
        QCOMPARE(codeOf(f), ErrorCode::TlsUntrusted);
        f.words = "A TLS fatal alert has been received.";
        QCOMPARE(codeOf(f), ErrorCode::TlsRefused);
        f.words = "An unexpected TLS packet was received.";
        QCOMPARE(codeOf(f), ErrorCode::TlsFailed);
        f.words.clear();
        f.deadlinePassed = true; // a server without TLS waits for the rest
        QCOMPARE(codeOf(f), ErrorCode::TlsFailed);
        f.deadlinePassed = false;
        f.talking = true; // the trouble came later
        f.rtmpStage = RtmpStage::Creating;
        QCOMPARE(codeOf(f), ErrorCode::ServerClosed);
    }

    void knowsForbiddenProtocols()
    {
        AvFailure f = base("https://media.example/a.m3u8");
        f.phase = Phase::Opening;
        f.code = AVERROR(EINVAL);
        f.words = "Protocol 'file' not on whitelist 'http,https'!";
        QCOMPARE(codeOf(f), ErrorCode::ForbiddenProtocol);
        QVERIFY(diagnose(f).message().find("“file”") != std::string::npos);
    }

    // A server that publishing goes to has nothing to say: it is what it takes that counts.
    void whatIsNotTakenIsNoSilence()
    {
        AvFailure f = base();
        f.phase = Phase::Writing;
        f.deadlinePassed = true;
        QCOMPARE(codeOf(f), ErrorCode::ServerTakesNothing);
        QVERIFY(diagnose(f).message().find("for 3 s") != std::string::npos);
    }

    void aBrokenConnectionIsLost()
    {
        AvFailure f = base();
        f.phase = Phase::Writing;
        f.code = AVERROR(EPIPE);
        QCOMPARE(codeOf(f), ErrorCode::ConnectionLost);
        f.phase = Phase::Reading;
        f.code = AVERROR(ECONNRESET);
        QCOMPARE(codeOf(f), ErrorCode::ConnectionLost);
    }

    void filesHaveTheirOwnSentences()
    {
        AvFailure f = base("/tmp/clip.mp4");
        f.phase = Phase::Opening;
        f.connected = false;
        f.code = AVERROR(ENOENT);
        QCOMPARE(codeOf(f), ErrorCode::FileNotFound);
        f.code = AVERROR(EACCES);
        QCOMPARE(codeOf(f), ErrorCode::FileUnreadable);
        f.code = AVERROR_INVALIDDATA;
        QCOMPARE(codeOf(f), ErrorCode::NotMedia);
        f.phase = Phase::Writing;
        f.code = AVERROR(ENOSPC);
        QCOMPARE(codeOf(f), ErrorCode::FileUnwritable);
    }
};

QTEST_GUILESS_MAIN(AvDiagnosisTest)
#include "AvDiagnosisTest.moc"

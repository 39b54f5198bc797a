// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TlsFront.h"

#include <optional>
#include <stdexcept>
#include <vector>

#include <QDateTime>
#include <QFile>
#include <QHostAddress>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

namespace {

QByteArray allOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        throw std::runtime_error("no file " + path);
    return file.readAll();
}

QSslConfiguration configurationFor(const TestCertificates::Pair& pair, TlsFront::Offers offers)
{
    QSslConfiguration made = QSslConfiguration::defaultConfiguration();
    made.setLocalCertificate(QSslCertificate(allOf(pair.certificate)));
    made.setPrivateKey(QSslKey(allOf(pair.key), QSsl::Rsa));
    made.setPeerVerifyMode(QSslSocket::VerifyNone);
    QT_WARNING_PUSH
    QT_WARNING_DISABLE_DEPRECATED
    if (offers == TlsFront::Offers::OnlyOldVersions)
        made.setProtocol(QSsl::TlsV1_0);
    QT_WARNING_POP
    return made;
}

} // namespace

TestCertificates::TestCertificates()
    : m_authority{m_folder.file("authority.pem"), m_folder.file("authority.key")}
{
    openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=Sluice test authority", "-keyout", m_authority.key, "-out", m_authority.certificate});
}

void TestCertificates::openssl(std::vector<std::string> arguments)
{
    ChildProcess program({"openssl", std::move(arguments), {}, {}, {}});
    const auto exit = program.waitExit(std::chrono::seconds(20));
    if (!exit || exit->code != 0)
        throw std::runtime_error("openssl: " + program.standardError());
}

TestCertificates::Pair TestCertificates::issue(const std::string& name, const std::string& names, int days)
{
    const Pair made{m_folder.file(name + ".pem"), m_folder.file(name + ".key")};
    const std::string request = m_folder.file(name + ".csr");
    const std::string extensions = m_folder.file(name + ".ext");
    writeFile(extensions, "subjectAltName=" + names + "\n");
    openssl({"req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", made.key, "-out",
        request});
    openssl({"x509", "-req", "-in", request, "-CA", m_authority.certificate, "-CAkey", m_authority.key,
        "-CAcreateserial", "-days", std::to_string(days), "-extfile", extensions, "-out", made.certificate});
    return made;
}

// What makes requests into certificates by themselves knows only lengths; "openssl ca" knows dates, and wants a folder.
TestCertificates::Pair TestCertificates::issueLater(const std::string& name, const std::string& names)
{
    Pair made = issue(name, names);
    const auto day = [](int ahead) {
        return QDateTime::currentDateTimeUtc()
            .addDays(ahead)
            .toString(QStringLiteral("yyyyMMddHHmmss'Z'"))
            .toStdString();
    };
    writeFile(m_folder.file("index"), "");
    writeFile(m_folder.file("ca.conf"),
        "[ca]\ndefault_ca = here\n[here]\ndatabase = " + m_folder.file("index")
            + "\nnew_certs_dir = " + m_folder.path().string()
            + "\npolicy = any\ndefault_md = sha256\nrand_serial = yes\n" + "[any]\ncommonName = supplied\n");
    openssl(
        {"ca", "-batch", "-notext", "-config", m_folder.file("ca.conf"), "-in", m_folder.file(name + ".csr"),
            "-cert", m_authority.certificate, "-keyfile", m_authority.key, "-startdate", day(1), "-enddate",
            day(3), "-extfile", m_folder.file(name + ".ext"), "-out", made.certificate});
    return made;
}

std::string TestCertificates::beginOf(const Pair& pair) const
{
    return QSslCertificate(allOf(pair.certificate))
        .effectiveDate()
        .date()
        .toString(Qt::ISODate)
        .toStdString();
}

std::string TestCertificates::endOf(const Pair& pair) const
{
    return QSslCertificate(allOf(pair.certificate)).expiryDate().date().toString(Qt::ISODate).toStdString();
}

TestCertificates::Pair TestCertificates::selfSigned(const std::string& names)
{
    const Pair made{m_folder.file("alone.pem"), m_folder.file("alone.key")};
    openssl({"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=alone", "-addext",
        "subjectAltName=" + names, "-keyout", made.key, "-out", made.certificate});
    return made;
}

class TlsFront::Server : public QSslServer {
public:
    Server(TlsFront& front, std::uint16_t target, Offers offers)
        : m_front(front)
        , m_target(target)
        , m_offers(offers)
    {
        connect(this, &QSslServer::startedEncryptionHandshake, this, [this] { ++m_front.m_connections; });
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (auto* client = qobject_cast<QSslSocket*>(nextPendingConnection()))
                take(client);
        });
    }
    void show(const TestCertificates::Pair& pair) { setSslConfiguration(configurationFor(pair, m_offers)); }
    void showLater(const TestCertificates::Pair& pair) { m_later = pair; }

private:
    void take(QSslSocket* client)
    {
        ++m_front.m_secured;
        if (m_later)
            show(*m_later);
        auto* server = new QTcpSocket(client);
        server->connectToHost(QHostAddress::LocalHost, m_target);
        const auto up = [this, client, server] {
            const QByteArray bytes = client->readAll();
            m_front.m_deciphered += bytes.size();
            server->write(bytes);
        };
        connect(client, &QSslSocket::readyRead, server, up);
        connect(
            server, &QTcpSocket::readyRead, client, [client, server] { client->write(server->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, &QSslSocket::disconnectFromHost);
        connect(client, &QSslSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
        up();
    }

    TlsFront& m_front;
    const std::uint16_t m_target;
    const Offers m_offers;
    std::optional<TestCertificates::Pair> m_later;
};

TlsFront::TlsFront(std::uint16_t target, const TestCertificates::Pair& pair, Offers offers)
{
    m_server = new Server(*this, target, offers);
    m_server->show(pair);
    if (!m_server->listen(QHostAddress::LocalHost))
        throw std::runtime_error(m_server->errorString().toStdString());
    m_port = m_server->serverPort();
    m_server->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
    m_thread.start();
}

TlsFront::~TlsFront()
{
    m_thread.quit();
    m_thread.wait();
}

void TlsFront::setLaterPair(const TestCertificates::Pair& pair)
{
    QMetaObject::invokeMethod(
        m_server, [this, pair] { m_server->showLater(pair); }, Qt::BlockingQueuedConnection);
}

} // namespace sluice::test

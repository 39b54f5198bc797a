// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/CertificateProbe.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QDateTime>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>
#include <QTimer>

#include "core/av/AvUrl.h"

namespace sluice {

namespace {

// Whose certificate it is says the issuer, who may have written anything there.
std::string shownName(const QSslCertificate& certificate)
{
    constexpr int kLongest = 60;
    QString name;
    for (const auto part : {QSslCertificate::CommonName, QSslCertificate::Organization})
        if (const QStringList all = certificate.issuerInfo(part); name.isEmpty() && !all.isEmpty())
            name = all.front();
    name.removeIf([](QChar c) { return !c.isPrint() || c.category() == QChar::Other_Format; });
    return name.left(kLongest).trimmed().toStdString();
}

std::string dayOf(const QDateTime& time)
{
    return time.date().toString(Qt::ISODate).toStdString();
}

// Those that stand first also make the others pointless to mend.
constexpr auto kFaults = std::to_array<std::pair<QSslError::SslError, ErrorCode>>({
    {QSslError::CertificateNotYetValid, ErrorCode::TlsNotYetValid},
    {QSslError::CertificateExpired, ErrorCode::TlsExpired},
    {QSslError::SelfSignedCertificate, ErrorCode::TlsSelfSigned},
    {QSslError::SelfSignedCertificateInChain, ErrorCode::TlsUnknownIssuer},
    {QSslError::UnableToGetLocalIssuerCertificate, ErrorCode::TlsUnknownIssuer},
    {QSslError::UnableToGetIssuerCertificate, ErrorCode::TlsUnknownIssuer},
    {QSslError::UnableToVerifyFirstCertificate, ErrorCode::TlsUnknownIssuer},
    {QSslError::HostNameMismatch, ErrorCode::TlsWrongName},
});

std::optional<Error> worstOf(const QList<QSslError>& errors, const std::string& host)
{
    for (const auto& [fault, code] : kFaults) {
        const auto found = std::ranges::find(errors, fault, &QSslError::error);
        if (found == errors.end())
            continue;
        const QSslCertificate certificate = found->certificate();
        switch (code) {
        case ErrorCode::TlsNotYetValid:
            return Error(code, {host, dayOf(certificate.effectiveDate())});
        case ErrorCode::TlsExpired:
            return Error(code, {host, dayOf(certificate.expiryDate())});
        case ErrorCode::TlsUnknownIssuer:
            if (const std::string issuer = shownName(certificate); !issuer.empty())
                return Error(code, {host, issuer});
            return std::nullopt;
        default:
            return Error(code, {host});
        }
    }
    return std::nullopt;
}

QSslConfiguration trusting(const std::string& caFile)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!caFile.empty())
        configuration.setCaCertificates(QSslCertificate::fromPath(QString::fromStdString(caFile)));
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

// What is wrong with the certificate; empty: nothing, or there was no handshake. The socket aborts by itself at the
// first fault, before anything of ours is sent, and we do when there is none.
QList<QSslError> faultsAt(
    const QString& address, const Url& url, const QDeadlineTimer& deadline, const StopToken& stop)
{
    constexpr auto kLook = milliseconds(50); // at the stop
    QList<QSslError> faults;
    QEventLoop loop;
    QTimer look;
    QSslSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    socket.setSslConfiguration(trusting(systemCaFile()));
    QObject::connect(
        &socket, &QSslSocket::sslErrors, &loop, [&](const QList<QSslError>& errors) { faults = errors; });
    QObject::connect(&socket, &QSslSocket::encrypted, &loop, &QEventLoop::quit);
    QObject::connect(&socket, &QSslSocket::errorOccurred, &loop, &QEventLoop::quit);
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (deadline.hasExpired() || stop.stop_requested())
            loop.quit();
    });
    look.start(std::chrono::duration_cast<std::chrono::milliseconds>(kLook));
    socket.connectToHostEncrypted(
        address, static_cast<quint16>(url.effectivePort()), QString::fromStdString(url.host));
    loop.exec();
    socket.abort();
    return faults;
}

} // namespace

TlsReason tlsReasonOf(Resolver& resolver)
{
    return [&resolver](const Url& url, const StopToken& stop) -> std::optional<Error> {
        if (QCoreApplication::instance() == nullptr || !QSslSocket::supportsSsl())
            return std::nullopt;
        const QDeadlineTimer deadline(toMs(kTlsReasonPatience));
        const auto addresses = resolver.resolve(url.host, kTlsReasonPatience, stop);
        for (const std::string& address : addresses ? *addresses : std::vector<std::string>()) {
            if (stop.stop_requested() || deadline.hasExpired())
                break;
            if (auto reason
                = worstOf(faultsAt(QString::fromStdString(address), url, deadline, stop), url.host))
                return reason;
        }
        return std::nullopt;
    };
}

} // namespace sluice

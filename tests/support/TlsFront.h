// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include <QThread>

#include "tests/support/TempDir.h"

namespace sluice::test {

// Certificates of an authority of our own, made by the openssl program, which has to be there. PEM files in a folder
// that goes with the object. Each call takes some 50 ms; an error ends the test by an exception.
class TestCertificates {
public:
    TestCertificates();

    struct Pair {
        std::string certificate, key; // paths
    };
    const std::string& authority() const { return m_authority.certificate; }
    // For the names of `names` ("IP:127.0.0.1,DNS:localhost"), good from now on for `days` days; below 0: it has
    // expired.
    Pair issue(const std::string& name, const std::string& names, int days = 2);
    Pair issueLater(const std::string& name, const std::string& names); // good from tomorrow on
    Pair selfSigned(const std::string& names);
    // Its days, as 2026-01-31.
    std::string beginOf(const Pair& pair) const;
    std::string endOf(const Pair& pair) const;

private:
    void openssl(std::vector<std::string> arguments);

    TempDir m_folder;
    Pair m_authority;
};

// A TLS server on a loopback port that passes what it deciphers to another port and back: what stands in front of a
// server that knows no TLS. A thread of its own.
class TlsFront {
public:
    enum class Offers { Usual, OnlyOldVersions };
    TlsFront(std::uint16_t target, const TestCertificates::Pair& pair, Offers offers = Offers::Usual);
    ~TlsFront();
    TlsFront(const TlsFront&) = delete;
    TlsFront& operator=(const TlsFront&) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; } // TCP
    int secured() const { return m_secured; } // whose handshake went through on this side
    std::int64_t deciphered() const { return m_deciphered; } // bytes that clients sent inside TLS
    // What is shown to the connections after the next one.
    void setLaterPair(const TestCertificates::Pair& pair);

private:
    class Server;
    QThread m_thread;
    Server* m_server = nullptr; // of m_thread
    std::uint16_t m_port = 0;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_secured = 0;
    std::atomic<std::int64_t> m_deciphered = 0;
};

} // namespace sluice::test

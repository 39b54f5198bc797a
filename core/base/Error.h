// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/Sentence.h"

namespace sluice {

// What kind of failure it is decides what happens next: Cancelled is silent, Network is retried by a session that
// once ran, Auth and Config never are.
enum class ErrorCategory { Cancelled, Network, Server, Auth, Tls, Device, Format, Codec, Config, Internal };

// Every failure that people can meet. The sentence of each stands in the one table of Error.cpp; %1 … are the
// arguments given to Error.
enum class ErrorCode {
    Cancelled,
    // Network and server
    HostNotFound, // %1 host
    ConnectionRefused, // %1 host:port
    ConnectionTimedOut, // %1 host:port
    ConnectionLost, // %1 host
    NetworkUnreachable, // %1 host
    ServerSilent, // %1 host, %2 seconds
    ServerTakesNothing, // %1 host, %2 seconds
    ServerClosed, // %1 host
    NoSuchStream, // %1 host, %2 stream
    HttpStatus, // %1 host, %2 status
    NameInUse, // %1 stream
    PathRefused, // %1 path
    PathProbablyRefused, // %1 host, %2 path
    ServerRefused, // %1 the server's words
    RefusedWithoutWords, // -
    NotRtmp, // %1 host
    KeyRefused, // -
    KeyProbablyRefused, // %1 host
    LoginNeeded, // %1 host
    LoginRefused, // %1 host
    TlsUntrusted, // %1 host
    TlsExpired, // %1 host, %2 date
    TlsNotYetValid, // %1 host, %2 date
    TlsSelfSigned, // %1 host
    TlsUnknownIssuer, // %1 host, %2 who issued it
    TlsWrongName, // %1 host
    TlsRefused, // %1 host
    TlsFailed, // %1 host
    NoKeyframe, // %1 seconds
    NoMedia, // %1 url
    NeverPlayed, // %1 seconds
    // Input
    BadUrl, // %1 the text
    NoStreamKey, // %1 the address
    NotAServer, // %1 the address
    UnsupportedProtocol, // %1 the scheme
    ForbiddenProtocol, // %1 the scheme
    FileNotFound, // %1 path
    FileUnreadable, // %1 path, %2 why
    FileUnwritable, // %1 path, %2 why
    DiskTooSlow, // %1 path
    RecordingName, // %1 path
    SlateFailed, // %1 name, %2 why
    NotMedia, // %1 name
    NeedsRanges, // %1 name
    BadData, // %1 what
    // Devices
    NoCamera, // -
    CameraNotFound, // %1 id
    NotACamera, // %1 id
    CameraBusy, // %1 id
    CameraFailed, // %1 id, %2 why
    NoScreen, // -
    ScreenOnWayland, // -
    ScreenNotFound, // %1 id
    WindowGone, // %1 title
    ScreenFailed, // %1 id, %2 why
    NoMicrophone, // -
    MicrophoneNotFound, // %1 id
    MicrophoneFailed, // %1 id, %2 why
    NoSoundServer, // -
    DesktopSoundNotFound, // %1 id
    DesktopSoundFailed, // %1 id, %2 why
    NoSoundSystem, // -
    SpeakerNotFound, // %1 id
    SpeakerFailed, // %1 id, %2 why
    NoDisplay, // -
    // Codecs
    EncoderMissing, // %1 name
    EncoderFailed, // %1 name, %2 why
    CodecNotForRtmp, // %1 codec, %2 FFmpeg's version
    CodecNotForBuiltIn, // %1 codec
    SoundFilterFailed, // %1 why
    DecoderMissing, // %1 name
    DecoderFailed, // %1 name, %2 why
    // Configuration
    BadSetting, // %1 key, %2 value, %3 rule
    UnknownSetting, // %1 key
    UnknownSettingNear, // %1 key, %2 the key that was probably meant
    NotSettings, // %1 path, %2 why
    SettingsUnreadable, // %1 path, %2 why, %3 where it was kept
    BufferLowRule, // %1 low, %2 start, ms
    BufferStartRule, // %1 start, %2 resume, ms
    BufferTargetRule, // %1 resume, %2 target, ms
    BadCombination, // %1 the rule that is broken
    BadTrace, // %1 file, %2 what is wrong with it
    BadTraceLine, // %1 file, %2 line, %3 what is wrong there
    BadArgument, // %1 what is wrong and what to do: a whole clause
    // The built-in server
    NginxMissing, // -
    NginxModuleMissing, // -
    NginxFailed, // %1 why
    NoFreePort, // %1 first port
    ServerKeepsFailing, // %1 times
    BuiltInServerStopped, // -
    BuiltInServerSilent, // -
    // Everything else
    ClockStuck, // -
    Internal, // %1 what
};

class Error {
public:
    explicit Error(ErrorCode code, std::vector<std::string> args = {}, std::string detail = {});

    ErrorCode code() const { return m_code; }
    ErrorCategory category() const;
    // For people: what failed and what to do.
    const Sentence& sentence() const { return m_sentence; }
    std::string message() const { return m_sentence.english(); }
    // For the log: codes and words of the library, redacted. Never shown to people.
    const std::string& detail() const { return m_detail; }

    bool cancelled() const { return m_code == ErrorCode::Cancelled; }

private:
    ErrorCode m_code;
    Sentence m_sentence;
    std::string m_detail;
};

// The token that reports print: "network", "auth", …
std::string_view categoryName(ErrorCategory category);

} // namespace sluice

#include "common/digest.h"

#include <openssl/evp.h>

#include "common/check.h"

namespace tradepit::common {

namespace {

/// OpenSSL's SHA-256. It is fetched once; otherwise OpenSSL fetches it for each digest, under a
/// process-wide lock.
const EVP_MD* sha256() {
    static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    CHECK(found != nullptr);
    return found;
}

}  // namespace

struct Sha256::State {
    struct Free {
        void operator()(EVP_MD_CTX* raw) const { EVP_MD_CTX_free(raw); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Sha256::Sha256() : state_{std::make_unique<State>()} {
    CHECK(EVP_DigestInit_ex(state_->context.get(), sha256(), nullptr) == 1);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view octets) {
    CHECK(EVP_DigestUpdate(state_->context.get(), octets.data(), octets.size()) == 1);
}

std::string Sha256::finish() {
    std::string digest(32, '\0');
    CHECK(EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(digest.data()),
                             nullptr) == 1);
    return digest;
}

std::string hex(std::string_view octets) {
    constexpr std::string_view DIGITS = "0123456789abcdef";
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char octet : octets) {
        const auto value = static_cast<unsigned char>(octet);
        text += DIGITS[value >> 4];
        text += DIGITS[value & 15];
    }
    return text;
}

std::string sha256_hex(std::string_view octets) {
    Sha256 sha;
    sha.add(octets);
    return hex(sha.finish());
}

std::string next_digest(std::string_view digest, std::string_view event_octets) {
    Sha256 sha;
    sha.add(digest);
    sha.add(event_octets);
    return sha.finish();
}

}  // namespace tradepit::common

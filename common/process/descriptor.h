#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace tradepit::common {

/// Owns a file descriptor, and closes it when it is destroyed. The number -1 stands for none.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }

    [[nodiscard]] int number() const { return number_; }

private:
    int number_ = -1;
};

/// Writes all of `octets`, in as many calls as it takes. Returns false, with errno set, on failure.
[[nodiscard]] bool write_all(int descriptor, std::string_view octets);

/// Appends to `text` what can be read up to the end of the file, but no more than makes `text` one
/// byte longer than `bytes_max`. @return 0 when all of that is read, else errno: EAGAIN when a pipe
/// or a terminal has no more now, and then a further call goes on.
[[nodiscard]] int read_all(int descriptor, std::size_t bytes_max, std::string& text);

}  // namespace tradepit::common

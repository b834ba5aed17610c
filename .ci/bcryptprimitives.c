// Rust's standard library takes its random bytes on Windows from `ProcessPrng` in this DLL, which wine 8
// lacks. `SystemFunction036` is what advapi32 calls the same service.
#include <stddef.h>

unsigned char SystemFunction036(void *bytes, unsigned long length);

__declspec(dllexport) int ProcessPrng(unsigned char *bytes, size_t length) {
    return SystemFunction036(bytes, (unsigned long)length);
}

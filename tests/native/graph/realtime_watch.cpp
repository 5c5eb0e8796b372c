#include "graph/realtime_watch.hpp"

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

#if defined(__SANITIZE_ADDRESS__)
#define NT_UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NT_UNDER_ASAN 1
#endif
#endif
#ifdef NT_UNDER_ASAN
// Of sanitizer/allocator_interface.h, which GCC's run-time fulfils but does not install.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t),
                                                         void (*on_free)(const volatile void*));
#endif

namespace {

thread_local int watching = 0;
thread_local std::size_t allocation_count = 0;
thread_local std::size_t lock_count = 0;

void seen_allocation() noexcept {
  if (watching > 0) ++allocation_count;
}

/// Counts and calls what the C library has under that name.
template <class Lock>
int locked(std::atomic<int (*)(Lock*)>& real, const char* name, Lock* lock) {
  auto function = real.load(std::memory_order_acquire);
  if (function == nullptr) {
    function = reinterpret_cast<int (*)(Lock*)>(dlsym(RTLD_NEXT, name));
    real.store(function, std::memory_order_release);
  }
  if (watching > 0) ++lock_count;
  return function(lock);
}

}  // namespace

namespace nt::test {

RealtimeWatch::RealtimeWatch() noexcept {
#ifdef NT_UNDER_ASAN
  static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, size_t) { seen_allocation(); }, [](const volatile void*) { seen_allocation(); });
  (void)installed;
#endif
  allocation_count = lock_count = 0;
  ++watching;
}
RealtimeWatch::~RealtimeWatch() { --watching; }
std::size_t RealtimeWatch::allocations() noexcept { return allocation_count; }
std::size_t RealtimeWatch::locks() noexcept { return lock_count; }

}  // namespace nt::test

extern "C" {

// The thread sanitizer needs the C library's functions for itself: nothing is counted under it.
#if !defined(NT_UNDER_ASAN) && !defined(__SANITIZE_THREAD__)
// operator new of the C++ library comes through these as well.
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);

void* malloc(size_t n) noexcept {
  seen_allocation();
  return __libc_malloc(n);
}
void* calloc(size_t n, size_t size) noexcept {
  seen_allocation();
  return __libc_calloc(n, size);
}
void* realloc(void* p, size_t n) noexcept {
  seen_allocation();
  return __libc_realloc(p, n);
}
void* memalign(size_t alignment, size_t n) noexcept {
  seen_allocation();
  return __libc_memalign(alignment, n);
}
void* aligned_alloc(size_t alignment, size_t n) noexcept {
  seen_allocation();
  return __libc_memalign(alignment, n);
}
int posix_memalign(void** out, size_t alignment, size_t n) noexcept {
  seen_allocation();
  *out = __libc_memalign(alignment, n);
  return *out == nullptr ? ENOMEM : 0;
}
void free(void* p) noexcept {
  seen_allocation();
  __libc_free(p);
}
#endif

#ifndef __SANITIZE_THREAD__
int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> real{nullptr};
  return locked(real, "pthread_mutex_lock", mutex);
}
int pthread_mutex_trylock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> real{nullptr};
  return locked(real, "pthread_mutex_trylock", mutex);
}
int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> real{nullptr};
  return locked(real, "pthread_rwlock_rdlock", lock);
}
int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> real{nullptr};
  return locked(real, "pthread_rwlock_wrlock", lock);
}
int pthread_spin_lock(pthread_spinlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_spinlock_t*)> real{nullptr};
  return locked(real, "pthread_spin_lock", lock);
}
int sem_wait(sem_t* semaphore) {
  static std::atomic<int (*)(sem_t*)> real{nullptr};
  return locked(real, "sem_wait", semaphore);
}
#endif

}  // extern "C"

namespace Fairlead.Layer.Tests;

/// <summary>
/// <c>waits cancel|trace CALL</c>: a C++ program that waits in a call until another thread cancels it, or sends a signal. It says
/// <c>destroyed</c> where the destructor above the call ran, and <c>main</c> where the signal's handler found main on the stack.
/// </summary>
public sealed class WaitingProgram : IDisposable
{
    private const string Source = """
        #include <arpa/inet.h>
        #include <execinfo.h>
        #include <fcntl.h>
        #include <pthread.h>
        #include <signal.h>
        #include <string>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <sys/un.h>
        #include <unistd.h>

        static char text[65536];
        static sockaddr_storage name;
        static iovec part = { text, 1 };
        static void *caller;
        static volatile bool is_ready;

        static void say(const char *words) { (void)!write(1, words, strlen(words)); }

        static mmsghdr message(bool with_name)
        {
            mmsghdr m = {};
            m.msg_hdr.msg_name = &name;
            m.msg_hdr.msg_namelen = with_name ? sizeof(sa_family_t) + 6 : sizeof name;
            m.msg_hdr.msg_iov = &part;
            m.msg_hdr.msg_iovlen = 1;
            return m;
        }

        static int wildcard(int type)
        {
            sockaddr_in any = {};
            any.sin_family = AF_INET;
            int fd = socket(AF_INET, type, 0);
            bind(fd, (sockaddr *)&any, sizeof any);
            return fd;
        }

        static int listener()
        {
            int fd = wildcard(SOCK_STREAM);
            listen(fd, 0);
            return fd;
        }

        // Not the backlog of one connection, but any after it waits.
        static int connect_to(int to, int type)
        {
            sockaddr_in peer;
            socklen_t length = sizeof peer;
            getsockname(to, (sockaddr *)&peer, &length);
            peer.sin_addr.s_addr = inet_addr("127.0.0.2");
            int fd = socket(AF_INET, SOCK_STREAM | type, 0);
            connect(fd, (sockaddr *)&peer, length);
            return fd;
        }

        static void connect_to_full()
        {
            int fd = listener();
            for (int i = 0; i < 4; i++)
                connect_to(fd, SOCK_NONBLOCK);
            is_ready = true;
            connect_to(fd, 0);
        }

        // A socket of which the receiver, whose address is in name, takes no more.
        static int full()
        {
            sockaddr_un any = {};
            any.sun_family = AF_UNIX;
            int to = socket(AF_UNIX, SOCK_DGRAM, 0), fd = socket(AF_UNIX, SOCK_DGRAM, 0);
            socklen_t length = sizeof name;
            bind(to, (sockaddr *)&any, sizeof any.sun_family);
            getsockname(to, (sockaddr *)&name, &length);
            while (sendto(fd, text, 1, MSG_DONTWAIT, (sockaddr *)&name, length) == 1)
                ;
            return fd;
        }

        static int locked(struct flock *lock)
        {
            int fds[2];
            for (int &fd : fds)
                fd = open("lock", O_RDWR | O_CREAT, 0600);
            lock->l_type = F_WRLCK;
            fcntl(fds[0], F_OFD_SETLK, lock);
            return fds[1];
        }

        // A connection whose data nobody takes, and that lingers.
        static int lingering()
        {
            linger forever = { 1, 1000 };
            int fd = connect_to(listener(), 0);
            while (send(fd, text, sizeof text, MSG_DONTWAIT) > 0)
                ;
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &forever, sizeof forever);
            return fd;
        }

        static int ready(int fd)
        {
            is_ready = true;
            return fd;
        }

        static void wait_in(const std::string &call)
        {
            mmsghdr out = message(true), in = message(false);
            struct flock lock = {};
            socklen_t length = sizeof name;
            if (call == "accept") accept(ready(listener()), nullptr, nullptr);
            if (call == "accept4") accept4(ready(listener()), nullptr, nullptr, 0);
            if (call == "connect") connect_to_full();
            if (call == "recvfrom") recvfrom(ready(wildcard(SOCK_DGRAM)), text, 1, 0, (sockaddr *)&name, &length);
            if (call == "recvmsg") recvmsg(ready(wildcard(SOCK_DGRAM)), &in.msg_hdr, 0);
            if (call == "recvmmsg") recvmmsg(ready(wildcard(SOCK_DGRAM)), &in, 1, 0, nullptr);
            if (call == "sendto") sendto(ready(full()), text, 1, 0, (sockaddr *)&name, out.msg_hdr.msg_namelen);
            if (call == "sendmsg") sendmsg(ready(full()), &out.msg_hdr, 0);
            if (call == "sendmmsg") sendmmsg(ready(full()), &out, 1, 0);
            if (call == "fcntl") fcntl(ready(locked(&lock)), F_OFD_SETLKW, &lock);
            if (call == "close") close(ready(lingering()));
            if (call == "syscall") syscall(SYS_ppoll, nullptr, ready(0), nullptr, nullptr, 0);
        }

        struct above { ~above() { say("destroyed\n"); } };

        static void __attribute__((noinline)) stand_above(const std::string &call)
        {
            above a;
            caller = __builtin_return_address(0);
            wait_in(call);
            say("did not wait\n");
        }

        static void look(int)
        {
            void *frames[64];
            int count = backtrace(frames, 64);
            for (int i = 0; i < count; i++)
                if (frames[i] == caller) {
                    say("main\n");
                    _exit(0);
                }
            _exit(1);
        }

        static bool is_asleep()
        {
            char stat[256] = {};
            int fd = open("/proc/self/stat", O_RDONLY);
            (void)!read(fd, stat, sizeof stat - 1);
            close(fd);
            return strstr(stat, ") S ");
        }

        static void *poke(void *to_cancel)
        {
            while (!is_ready || !is_asleep())
                usleep(1000);
            pthread_t main = *(pthread_t *)to_cancel;
            pthread_cancel(main);
            pthread_join(main, nullptr);
            _exit(0);
        }

        static void *send_signal(void *)
        {
            while (!is_ready || !is_asleep())
                usleep(1000);
            syscall(SYS_tgkill, getpid(), getpid(), SIGUSR1);
            return nullptr;
        }

        int main(int, char **words)
        {
            pthread_t self = pthread_self(), other;
            void *frames[1];
            backtrace(frames, 1);
            signal(SIGUSR1, look);
            pthread_create(&other, nullptr, words[1] == std::string("cancel") ? poke : send_signal, &self);
            stand_above(words[2]);
        }
        """;

    private readonly Folder _folder = new();

    public WaitingProgram() => Shell.MustRun(
        _folder.Path, "g++", "-O2", "-Wall", "-Werror", "-pthread", _folder.Write("waits.cpp", Source), "-o", "waits");

    public void Dispose() => _folder.Dispose();

    /// <summary>What it says, run with these variables.</summary>
    public string Run(string mode, string call, params string[] variables) =>
        Shell.MustRun(_folder.Path, "timeout", ["20", "env", .. variables, "./waits", mode, call]);
}

"""Changes files in every way, in a new folder: files-writer.py FOLDER; says ok, or which line fails."""
import errno, mmap, os, shutil, sqlite3, sys, threading

folder = sys.argv[1]


def error(call, *arguments):
    try:
        call(*arguments)
    except OSError as e:
        return errno.errorcode[e.errno]


os.mkdir(folder)
os.chdir(folder)

open("a", "w").write("hello")
open("a", "a").write(" world")
assert open("a").read() == "hello world"
fd = os.open("a", os.O_RDWR)
os.pwrite(fd, b"J", 0)
assert os.pread(fd, 5, 0) == b"Jello"
os.ftruncate(fd, 3)
assert os.fstat(fd).st_size == 3
os.ftruncate(fd, 8192)
with mmap.mmap(fd, 8192) as memory:
    memory[0:4] = b"MMAP"
    memory.flush()
os.fsync(fd)
os.close(fd)
assert open("a", "rb").read(4) == b"MMAP"

os.chmod("a", 0o640)
os.utime("a", ns=(1_000_000_001, 2_000_000_002))
os.chown("a", 12, 34)
status = os.stat("a")
assert status.st_mode & 0o777 == 0o640
assert (status.st_atime_ns, status.st_mtime_ns) == (1_000_000_001, 2_000_000_002)
assert (status.st_uid, status.st_gid) == (12, 34)

os.rename("a", "b")
assert error(os.stat, "a") == "ENOENT"
os.link("b", "c")
assert os.stat("c").st_nlink == 2
os.symlink("b", "l")
assert os.readlink("l") == "b" and open("l", "rb").read(4) == b"MMAP"
os.mkdir("d")
assert error(os.rmdir, folder) == "ENOTEMPTY" and error(os.mkdir, "d") == "EEXIST"
assert error(os.open, "b", os.O_CREAT | os.O_EXCL) == "EEXIST"

# An open file outlives its name.
fd = os.open("b", os.O_RDONLY)
os.unlink("b")
assert os.read(fd, 4) == b"MMAP" and os.fstat(fd).st_size == 8192
os.close(fd)
open("r", "w").write("old")
fd = os.open("r", os.O_RDONLY)
open("r2", "w").write("newer")
os.rename("r2", "r")
assert os.read(fd, 10) == b"old" and open("r").read() == "newer"
os.close(fd)
assert sorted(os.listdir()) == ["c", "d", "l", "r"]

os.mkfifo("fifo")
writer = threading.Thread(target=lambda: open("fifo", "w").write("through"))
writer.start()
assert open("fifo").read() == "through"
writer.join()

many = os.urandom(3_000_000)
open("many", "wb").write(many)
assert open("many", "rb").read() == many

for mode in ["delete", "wal"]:
    with sqlite3.connect(mode) as database:
        database.execute(f"pragma journal_mode={mode}")
        database.execute("create table t(n)")
        database.executemany("insert into t values(?)", [(n,) for n in range(1000)])
    assert database.execute("select sum(n) from t").fetchone()[0] == 499500
    database.close()

assert error(os.rename, "r", "/mnt/elsewhere") == "EXDEV"
assert os.access("r", os.W_OK) and not os.access("r", os.X_OK)
assert error(os.setxattr, "r", "user.a", b"") == "ENOTSUP"
os.chdir("/")
shutil.rmtree(folder)
print("ok")

using System.Globalization;
using System.Text;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>Whose rights a thread has to files.</summary>
/// <remarks>A process of a user has that user's alone. One of root takes those of the process that it works for, so that a file
/// which that process may not read is not read.</remarks>
internal sealed record FileRights(uint User, uint Group, uint[] Groups)
{
    /// <summary>The rights of a process; null: it is gone.</summary>
    public static FileRights? Of(int pid)
    {
        var status = ProcText.Read(Libc.CString($"/proc/{pid}/status"));
        if (status.IsEmpty)
        {
            return null;
        }
        // Real, effective, saved, and that of the file system.
        var user = Numbers(ProcText.Field(status, "Uid:"u8));
        var group = Numbers(ProcText.Field(status, "Gid:"u8));
        return user.Length == 4 && group.Length == 4
            ? new FileRights(user[3], group[3], Numbers(ProcText.Field(status, "Groups:"u8)))
            : null;
    }

    /// <summary>Takes them for the calling thread; gives why it could not. Capabilities for files go with the user that is root.</summary>
    public string? TryTake()
    {
        if (Libc.geteuid() != 0)
        {
            return null;
        }
        _ = Libc.setfsuid(0);
        var errno = Libc.setgroups_of_thread(Groups);
        _ = Libc.setfsgid(Group);
        _ = Libc.setfsuid(User);
        return errno == Errno.None && (uint)Libc.setfsuid(uint.MaxValue) == User && (uint)Libc.setfsgid(uint.MaxValue) == Group
            ? null
            : $"CAP_SETUID and CAP_SETGID are needed to use files with the rights of user {User}, group {Group}";
    }

    private static uint[] Numbers(ReadOnlySpan<byte> text) =>
    [
        .. Encoding.ASCII.GetString(text).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => uint.Parse(word, CultureInfo.InvariantCulture)),
    ];
}

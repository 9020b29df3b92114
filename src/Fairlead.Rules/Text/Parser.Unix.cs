using System.Text;

namespace Fairlead.Rules.Text;

/// <content>unix = "unix:" PATH ["mode" OCTAL], activated = "activated:" NAME.</content>
internal sealed partial class Parser
{
    private const string UnixPrefix = "unix:";
    private const string ActivatedPrefix = "activated:";
    private const int MaxPath = 107;
    private const int MaxDescriptorName = 255;
    private const int MaxMode = 0x1FF;

    private bool ReadUnix(Part word)
    {
        var path = word.From(UnixPrefix.Length);
        if (_from is not null)
        {
            return Fail(word, "an address beside `from`: a unix socket has no source address");
        }
        if (!CheckPath(path) || !ReadMode(path, out var mode))
        {
            return false;
        }
        _to = new Target.Unix(path.ToString(), mode);
        return true;
    }

    private bool CheckPath(Part path)
    {
        if (path.Span.IsEmpty || path.Span[0] is not ('/' or '@'))
        {
            return Fail(path, "a path from the root, or @NAME: others change with the directory of the program");
        }
        if (path.Span[^1] is '/' || path.Span is "@")
        {
            return Fail(path, path.Span[0] == '@' ? "a name after @" : "a file, not a directory");
        }
        return (Encoding.UTF8.GetByteCount(path.Span) <= MaxPath
                || Fail(path, $"at most {MaxPath} bytes: an address of a unix socket holds no more"))
            && CheckPercents(path);
    }

    private bool CheckPercents(Part path)
    {
        for (var i = 0; i < path.Span.Length; i++)
        {
            if (path.Span[i] != '%')
            {
                continue;
            }
            if (++i == path.Span.Length || path.Span[i] is not ('p' or 'a' or '%'))
            {
                return Fail(path.From(i - 1), "%p for the port, %a for the address, or %% for a percent sign");
            }
        }
        return true;
    }

    private bool ReadMode(Part path, out int? mode)
    {
        mode = null;
        if (_next == words.Count || words[_next].Text != "mode")
        {
            return true;
        }
        var word = words[_next++].Whole;
        if (_verb != Verb.Bind || path.Span[0] == '@')
        {
            return Fail(word, _verb == Verb.Bind
                ? "no mode: an abstract name has no file" : "no mode: only a bind makes the file of a socket");
        }
        return Take("permissions in octal from 0 to 0777", out var number) && ReadOctal(number, ref mode);
    }

    private bool ReadOctal(Part part, ref int? mode)
    {
        var value = 0;
        foreach (var c in part.Span)
        {
            value = c is >= '0' and <= '7' && value <= MaxMode ? (value * 8) + (c - '0') : MaxMode + 1;
        }
        mode = value;
        return (!part.IsEmpty && value <= MaxMode) || Fail(part, "permissions in octal from 0 to 0777");
    }

    private bool ReadActivated(Part word)
    {
        if (_verb != Verb.Bind)
        {
            return Fail(word, "a target of connect: passed sockets are bound already, so they are for `bind`");
        }
        var name = word.From(ActivatedPrefix.Length);
        _to = new Target.Activated(name.ToString());
        return CheckDescriptorName(name);
    }

    private bool CheckDescriptorName(Part name)
    {
        var isName = name.Span.Length is > 0 and <= MaxDescriptorName && !name.Span.Contains(':')
            && !name.Span.ContainsAnyExceptInRange(' ', '~');
        return isName || Fail(name, "a name as in FileDescriptorName=: ASCII, without `:`");
    }
}

using System.Text;
using System.Text.Json;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Cli;

/// <summary>What is under rules, as lines of JSON, an object for each.</summary>
/// <remarks>Readers must ignore members that they do not know.</remarks>
internal static class PsJson
{
    /// <summary>The lines.</summary>
    public static string Render(CgroupTree tree, AttachedRules[] sets, SeccompSupervisor[] supervisors)
    {
        var text = new StringBuilder();
        Array.ForEach(sets, set => text.Append(Line(json => Write(json, tree, set))));
        Array.ForEach(supervisors, supervisor => text.Append(Line(json => Write(json, supervisor))));
        return text.ToString();
    }

    private static string Line(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Write(Utf8JsonWriter json, CgroupTree tree, AttachedRules set)
    {
        json.WriteString("engine", "cgroup");
        json.WriteString("cgroup", tree.NameOf(set.Directory));
        json.WriteString("directory", set.Directory);
        json.WriteString("since", set.Since.UtcDateTime);
        json.WriteBoolean("in_force", set.IsInForce);
        WriteList(json, "rules", set.Rules, rule =>
        {
            json.WriteString("rule", rule.Text);
            json.WriteNumber("hits", rule.Hits);
            json.WriteNumber("failures", rule.Failures);
        });
        if (set.IsInForce)
        {
            WritePrograms(json, set.Directory);
        }
    }

    private static void WritePrograms(Utf8JsonWriter json, string directory)
    {
        WriteList(json, "processes", CgroupProcess.In(directory), process =>
        {
            json.WriteNumber("pid", process.Id);
            json.WriteString("name", process.Name);
        });
        var text = new SocketText(directory);
        WriteList(json, "sockets", SocketTable.Of(directory), socket => Write(json, socket, text.OwnerOf(socket)));
        WriteList(
            json, "sockets_made_elsewhere", SocketTable.PassedTo(directory),
            socket => Write(json, socket, text.OwnerOf(socket)));
    }

    private static void Write(Utf8JsonWriter json, SocketRecord socket, int? owner)
    {
        json.WriteString("protocol", socket.Protocol);
        json.WriteString("state", socket.State);
        json.WriteString("local", socket.Local.WithPort(socket.LocalPort));
        if (socket.RemotePort != 0)
        {
            json.WriteString("remote", socket.Remote.WithPort(socket.RemotePort));
        }
        if (owner is { } pid)
        {
            json.WriteNumber("pid", pid);
        }
    }

    private static void Write(Utf8JsonWriter json, SeccompSupervisor supervisor)
    {
        json.WriteString("engine", "seccomp");
        json.WriteNumber("pid", supervisor.Id);
        json.WriteString("command", supervisor.CommandLine);
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}

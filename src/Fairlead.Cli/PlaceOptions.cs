using System.CommandLine;
using System.Globalization;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Cli;

/// <summary>A cgroup that the user has named.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Process">A process that sees the network as the programs there do; null: this one does, or there is none.</param>
internal sealed record Place(string Directory, string Name, int? Process);

/// <summary>The options that say which cgroup is meant: exactly one of them.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string> _pid = new("--pid") { Description = "the cgroup of a process", HelpName = "PID" };

    private readonly Option<string> _cgroup = new("--cgroup")
    {
        Description = "a cgroup, by its directory or by its path as in /proc/PID/cgroup",
        HelpName = "PATH",
    };

    private readonly Option<string> _unit = new("--unit") { Description = "the cgroup of a systemd unit", HelpName = "NAME" };

    private readonly Option<bool> _self = new("--self")
    {
        Description = "the cgroup that this process is in, as in ExecStartPre=+fairlead attach --self",
    };

    /// <summary>Adds the options to a command.</summary>
    public PlaceOptions(Command command)
    {
        Option[] options = [_pid, _cgroup, _unit, _self];
        Array.ForEach(options, command.Options.Add);
        command.Validators.Add(result =>
        {
            if (options.Count(option => result.GetResult(option) is { Implicit: false }) != 1)
            {
                result.AddError("which cgroup? Give one of --pid PID, --cgroup PATH, --unit NAME and --self");
            }
            else if (result.GetValue(_pid) is { } text && !int.TryParse(text, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--pid: `{text}` is not the number of a process");
            }
        });
    }

    /// <summary>Whether the cgroup is the one that this process is in.</summary>
    public bool IsSelf(ParseResult parsed) => parsed.GetValue(_self);

    /// <summary>Finds the cgroup.</summary>
    /// <exception cref="Linux.LinuxException">There is none.</exception>
    public Place Find(ParseResult parsed, CgroupTree tree)
    {
        if (parsed.GetValue(_pid) is { } text)
        {
            var pid = int.Parse(text, CultureInfo.InvariantCulture);
            return Make(tree, tree.OfProcess(pid), pid);
        }
        if (IsSelf(parsed))
        {
            return Make(tree, tree.OfProcess(Environment.ProcessId), process: null);
        }
        var directory = parsed.GetValue(_cgroup) is { } path ? tree.OfPath(path) : tree.OfUnit(parsed.GetValue(_unit)!);
        return Make(tree, directory, CgroupProcess.In(directory).FirstOrDefault()?.Id);
    }

    /// <summary>Why rules are not put there without the user's having named it; null: they are.</summary>
    /// <remarks>The root of all cgroups has no cgroup.events; that of a container's namespace has.</remarks>
    public string? WhyTooWide(ParseResult parsed, Place place) =>
        parsed.GetValue(_cgroup) is not null || File.Exists($"{place.Directory}/cgroup.events")
            ? null
            : $"{(parsed.GetValue(_pid) is { } pid ? $"process {pid}" : "this process")} is in the root cgroup: rules "
                + "there would hold for every process of this machine. Start it in a cgroup of its own (fairlead run, a "
                + $"unit of systemd, systemd-run --scope); if the whole machine is meant: --cgroup {place.Directory}";

    private static Place Make(CgroupTree tree, string directory, int? process) =>
        new(directory, tree.NameOf(directory), process);
}

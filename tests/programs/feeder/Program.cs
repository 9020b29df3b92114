using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Engines.Preload;
using Fairlead.Feeder;
using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

// feeder ENGINE SOCKET RULE... -- PROGRAM ARGS: every rule on bind is fed; SOCKET is where the test names clients.
if (args[0] == "serve")
{
    return Server.Run(args);
}
var end = Array.IndexOf(args, "--");
var log = new Log(2, json: false, Environment.GetEnvironmentVariable("FEEDER_VERBOSE") is null ? Verbosity.Normal : Verbosity.Verbose);
var caller = CallerState.Read(null);
var parsed = RuleParser.Parse("feeder", string.Join('\n', args[2..end]));
var (resolved, errors) = new Resolver(new NameRecord(new HostNames())).Resolve([.. parsed.Statements.Cast<WrittenRule>()]);
if (parsed.Errors.Length + errors.Length > 0)
{
    Console.Error.WriteLine(RuleErrorText.Render(parsed.Errors.Concat(errors).First()));
    return 125;
}
var rules = Array.ConvertAll(resolved, rule => rule with { IsFed = rule.Rule.Verb == Verb.Bind });
var plan = new Plan(null, rules, TrapSelection.For(rules), []);
var launch = new Launch(args[end + 1], args[(end + 1)..], ProgramEnvironment.Current(), caller);
var control = new Control(args[1]);
return args[0] switch
{
    "cgroup" => new SupervisedRun(plan, log) { Loaded = control.Serve }.Run(launch),
    "preload" => new PreloadRun(plan, new PreloadLog(false, false, false, null), log) { Loaded = control.Serve }.RunAsChild(launch),
    _ => throw new ArgumentException(args[0]),
};

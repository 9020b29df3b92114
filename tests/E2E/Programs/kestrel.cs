// kestrel PORT: tells each client whom it takes it for, as the servers of tests/programs/feeder do, and says it here, too.
var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.ConfigureKestrel(options => options.ListenAnyIP(int.Parse(args[0])));
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapGet("/", (HttpContext context) =>
{
    var names = context.Connection;
    var peer = $"{names.RemoteIpAddress}:{names.RemotePort}";
    var said = $"{peer} {peer} {names.LocalIpAddress}:{names.LocalPort}\n";
    Console.Write(said);
    return said;
});
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("serving"));
app.Run();

using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using HostedRuntime.HostStart;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// Starts a bare host ("bare") or a host with a runtime ("runtime") in a new process. Writes the milliseconds from the creation of the
// builder to the end of StartAsync, and the number of methods compiled meanwhile. Writes to standard error, because the host logs to
// standard output. With "methods" as second argument, it also writes the names of the methods to standard output. The difference between
// "runtime" and "bare" is the cost of a runtime.
using var compiled = args is [_, "methods"] ? new CompiledMethods() : null;
var before = JitInfo.GetCompiledMethodCount();
var from = Stopwatch.GetTimestamp();
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (args is ["features"])
    return await GreetingHost.AnswersAsync(builder) ? 0 : 1;
if (args is ["runtime", ..])
    RuntimeSide.Add(builder);
using var host = builder.Build();
await host.StartAsync();
var elapsed = Stopwatch.GetElapsedTime(from);
Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalMilliseconds} {JitInfo.GetCompiledMethodCount() - before}"));
compiled?.Write(Console.Out);
await host.StopAsync();
return 0;

using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using HostedRuntime.HostStart;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args is ["features"])
    return await Features.WorkAsync() ? 0 : 1;

// One start of a bare host ("bare") or of one with a runtime ("runtime"), in a process that did nothing before. To the error output, for
// the host logs on the other one: milliseconds from the making of the builder to the end of StartAsync, and how many methods were
// compiled meanwhile. With "methods" after it also their names; what "runtime" has beyond "bare" is what a runtime costs.
using var compiled = args is [_, "methods"] ? new CompiledMethods() : null;
var before = JitInfo.GetCompiledMethodCount();
var from = Stopwatch.GetTimestamp();
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
if (args is ["runtime", ..])
    RuntimeSide.Add(builder);
using var host = builder.Build();
await host.StartAsync();
var elapsed = Stopwatch.GetElapsedTime(from);
Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalMilliseconds} {JitInfo.GetCompiledMethodCount() - before}"));
compiled?.Write(Console.Out);
await host.StopAsync();
return 0;

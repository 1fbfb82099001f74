using HostedRuntime.Trimmed.Checks;

// Runs each part of the libraries once in a program that was trimmed or compiled ahead of time. The exit code is the number of checks that
// failed.
(string Name, Func<Task<bool>> Check)[] checks =
[
    ("tasks and blocking tasks", EngineChecks.TasksAsync),
    ("abort and shutdown", EngineChecks.AbortAsync),
    ("channels and locks", EngineChecks.ChannelsAsync),
    ("snapshot as JSON", EngineChecks.SnapshotAsync),
    ("options, plugins and commands of a host", HostChecks.RunAsync),
    ("dashboard", DashboardChecks.RunAsync),
    ("metrics and traces", TelemetryChecks.RunAsync),
    ("Serilog", LogChecks.RunAsync),
];

var failed = 0;
foreach (var (name, check) in checks)
{
    var outcome = "ok";
    try
    {
        if (!await check().WaitAsync(TimeSpan.FromMinutes(1)))
            outcome = "wrong result";
    }
    catch (Exception e)
    {
        outcome = e.ToString();
    }

    failed += outcome == "ok" ? 0 : 1;
    Console.WriteLine($"{name}: {outcome}");
}

return failed;

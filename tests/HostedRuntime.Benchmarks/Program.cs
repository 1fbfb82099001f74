using BenchmarkDotNet.Running;
using HostedRuntime.Benchmarks;
using HostedRuntime.Benchmarks.Figures;
using HostedRuntime.Benchmarks.Questions;
using HostedRuntime.Benchmarks.SideBySide;

switch (args)
{
    case ["side-by-side", .. var names] when names.Length <= 1:
        SideBySideRows.Run(names.SingleOrDefault());
        return 0;
    case ["side-by-side", var name, "with-reader"]:
        using (new MetricsReader())
            SideBySideRows.Run(name);
        return 0;
    case ["resident-memory", "runtime" or "dotnet"]:
        ResidentMemory.RunSide(args[1]);
        return 0;
    case ["bdn", .. var filter]:
        BenchmarkSwitcher.FromAssembly(typeof(ThisProgram).Assembly).Run(["--filter", .. filter.DefaultIfEmpty("*")], new QuestionConfig());
        return 0;
    case ["idle", .. var seconds] when IsCount(seconds):
        Idle.Run(Count(seconds, 30));
        return 0;
    case ["parked", .. var count] when IsCount(count):
        Parked.Run(Count(count, 1_000_000));
        return 0;
    case ["snapshot", .. var count] when IsCount(count):
        Snapshots.Run(Count(count, 100_000));
        return 0;
    case ["dashboard", .. var rows] when rows.Length <= 1:
        await DashboardCost.RunAsync(rows.SingleOrDefault());
        return 0;
    case ["spawn-flat"]:
        SpawnFlat.Run();
        return 0;
    case ["starved"]:
        Starved.Run();
        return 0;
    case ["timers"]:
        Timers.Run();
        return 0;
    case ["blocked"]:
        Blocked.Run();
        return 0;
    case ["locks-beside-others"]:
        LocksBesideOthers.Run();
        return 0;
    case ["host-start", .. var forms] when forms.All(HostStart.Forms.Contains):
        HostStart.Run(forms is [] ? HostStart.Forms : forms);
        return 0;
    default:
        Console.Error.WriteLine("usage: side-by-side [WORKLOAD [with-reader]] | bdn [FILTER] | idle [SECONDS] | parked [COUNT] | snapshot [COUNT] | dashboard [WORKLOAD] | spawn-flat | starved | blocked | timers | host-start [jit] [r2r] [aot] | locks-beside-others");
        Console.Error.WriteLine($"workloads: {string.Join(", ", SideBySideRows.Names)}");
        return 2;
}

static bool IsCount(string[] rest) => rest is [] || (rest is [var one] && int.TryParse(one, out var count) && count > 0);

static int Count(string[] rest, int otherwise) => rest is [var one] ? int.Parse(one, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

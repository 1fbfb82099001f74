using HostedRuntime.Benchmarks.SideBySide;

if (args is not ["side-by-side", ..] || args.Length > 2)
{
    Console.Error.WriteLine("usage: side-by-side [WORKLOAD]");
    Console.Error.WriteLine($"workloads: {string.Join(", ", Workloads.All.Select(workload => workload.Name))}");
    return 2;
}

var chosen = Workloads.All.Where(workload => args.Length == 1 || workload.Name == args[1]).ToArray();
using var runtime = HostedRuntime.AsyncRuntime.Create(new HostedRuntime.RuntimeOptions
{
    WorkerThreads = int.TryParse(Environment.GetEnvironmentVariable("WORKERS"), out var workers) ? workers : 2,
});
foreach (var workload in chosen)
    Measurement.Run(workload, runtime);
return 0;

using HostedRuntime.Testing.Tests.Programs;

namespace HostedRuntime.Testing.Benchmarks;

/// <summary>Schedules a second of the programs without their bugs, in turns, with the range of the rounds.</summary>
internal static class SpeedCommand
{
    private const int Rounds = 5;

    public static void Run(int schedules)
    {
        foreach (var program in AllPrograms.All.Where(static program => program.Fixed is not null))
        {
            var (rates, steps) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                var options = new ConcurrencyTestOptions { Schedules = schedules, MaxTime = TimeSpan.FromSeconds(2), Strategy = ExplorationStrategy.RandomWalk, Seed = (ulong)round };
                var report = ConcurrencyTest.Explore(program.Fixed!, options, program.Name);
                rates.Add(report.Schedules / report.Elapsed.TotalSeconds);
                steps.Add(report.Elapsed.TotalMicroseconds / report.Steps);
            }

            Console.WriteLine($"{program.Name,-28}{rates.Max(),9:0} a second (least {rates.Min():0}), {steps.Min():0.00} us a step");
        }
    }
}

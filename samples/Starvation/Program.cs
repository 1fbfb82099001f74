using System.Globalization;
using Starvation;
using Starvation.Load;
using Starvation.Report;
using Starvation.Service;

// One web service in two forms, under the same load, while a service that it calls becomes slow.
//   Starvation [--seconds N] [--plot FILE]   runs both forms, each in a process of its own; prints a table, and writes a plot
//   Starvation serve plain|runtimes          the service alone, with its address on standard output
if (args is ["serve", var name] && Enum.TryParse<Form>(name, ignoreCase: true, out var form))
{
    await OrderService.RunAsync(form);
    return 0;
}

if (!Arguments.TryRead(args, out var seconds, out var plot))
{
    Console.Error.WriteLine("usage: Starvation [--seconds N] [--plot FILE.svg], where N is 2 to 600: the length of each of the three phases");
    return 2;
}

var plan = new LoadPlan { Phase = TimeSpan.FromSeconds(seconds) };
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{Environment.ProcessorCount} processors; each second {plan.PingsPerSecond} pings and {plan.OrdersPerSecond} orders; three phases of {seconds} s, and in the second the vendor takes {plan.SlowCall.TotalSeconds:0.0} s a call"));
var outcomes = new List<Outcome>();
foreach (var each in Enum.GetValues<Form>())
    outcomes.Add(await LoadRun.OfAsync(each, plan));
Console.WriteLine(OutcomeTable.Of(outcomes));
if (plot.Length > 0)
    await File.WriteAllTextAsync(plot, LatencyPlot.Of(outcomes, plan));
return 0;

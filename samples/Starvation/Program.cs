using Starvation;
using Starvation.Figures;
using Starvation.Load;
using Starvation.Service;

// The same web service in two forms under the same load. Each round starts a form as a process of its own and stops it again.
if (args is ["serve", .. var settings])
{
    await ShopService.RunAsync(settings);
    return 0;
}

try
{
    var machine = Machine.Describe();
    await Report.WriteAsync(machine, await Comparison.RunAsync(DemonstrationOptions.Read(args), args));
    return 0;
}
catch (Exception error) when (error is InvalidOperationException or ArgumentException or TimeoutException or IOException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}

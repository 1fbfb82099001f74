// The order service of samples/Dashboard under Aspire. Aspire's dashboard shows its metrics, traces and log, and has a link to the tasks.
var builder = DistributedApplication.CreateBuilder(args);
builder.AddProject<Projects.Dashboard>("orders")
    .WithHttpEndpoint()
    .WithUrlForEndpoint("http", static endpoint => new ResourceUrlAnnotation { Url = "/runtime", DisplayText = "Tasks and deadlocks", DisplayOrder = 1 });
await builder.Build().RunAsync();
